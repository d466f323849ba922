package dev.hourkey.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Who is in which group, now or as a reader sees it who lags behind. */
final class Memberships {
  private final Clock clock;
  private final Map<Pair, Membership> now = new LinkedHashMap<>();
  private final List<Change> history = new ArrayList<>();

  Memberships(Clock clock) {
    this.clock = clock;
  }

  record Pair(String group, String member) {}

  record Membership(String id, Pair pair, Instant since) {
    String group() {
      return pair.group();
    }

    String member() {
      return pair.member();
    }
  }

  /** The new membership; empty when there is one already. */
  synchronized Optional<Membership> add(String group, String member) {
    Pair pair = new Pair(group, member);
    if (now.containsKey(pair)) {
      return Optional.empty();
    }
    Membership added = new Membership(UUID.randomUUID().toString(), pair, clock.instant());
    now.put(pair, added);
    history.add(new Change(added.since(), added, true));
    return Optional.of(added);
  }

  /** False when there is none. */
  synchronized boolean remove(String group, String member) {
    Membership removed = now.remove(new Pair(group, member));
    if (removed == null) {
      return false;
    }
    history.add(new Change(clock.instant(), removed, false));
    return true;
  }

  /** As when a group or a member goes and takes its memberships along. */
  synchronized void removeAllOf(String id) {
    List.copyOf(now.keySet()).stream()
        .filter(pair -> pair.group().equals(id) || pair.member().equals(id))
        .forEach(pair -> remove(pair.group(), pair.member()));
  }

  synchronized void clear() {
    now.clear();
    history.clear();
  }

  /** What a reader sees who lags behind by this much. */
  synchronized Stream<Membership> seen(Duration lag) {
    Instant asOf = clock.instant().minus(lag);
    Map<Pair, Membership> then = new LinkedHashMap<>(now);
    for (Change change : lag.isZero() ? List.<Change>of() : history.reversed()) {
      if (!change.at().isAfter(asOf)) {
        break;
      }
      Membership membership = change.membership();
      if (change.added()) {
        then.remove(membership.pair());
      } else {
        then.put(membership.pair(), membership);
      }
    }
    return then.values().stream();
  }

  private record Change(Instant at, Membership membership, boolean added) {}
}
