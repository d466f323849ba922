package dev.hourkey.sandbox.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Who is in which group, now or as a lagging reader sees it. */
public final class Memberships {
  private final Clock clock;
  private final Map<String, Roll> groups = new LinkedHashMap<>();
  private final Map<String, Roll> members = new HashMap<>();
  private final Map<String, Membership> byId =
      new HashMap<>(); // Includes memberships that have ended.
  private final List<Change> log = new ArrayList<>();

  public Memberships(Clock clock) {
    this.clock = clock;
  }

  public record Pair(String group, String member) {}

  public record Membership(String id, Pair pair, Instant since) {
    public String group() {
      return pair.group();
    }

    public String member() {
      return pair.member();
    }
  }

  public record Change(Instant at, Membership membership, boolean added, Writer writer) {}

  /** The new membership; empty when there is one already. */
  public synchronized Optional<Membership> add(String group, String member, Writer writer) {
    Pair pair = new Pair(group, member);
    if (find(pair, Duration.ZERO).isPresent()) {
      return Optional.empty();
    }
    Membership added = new Membership(UUID.randomUUID().toString(), pair, clock.instant());
    byId.put(added.id(), added);
    note(new Change(added.since(), added, true, writer));
    return Optional.of(added);
  }

  /** Removes a membership; false if there is none. */
  public synchronized boolean remove(String group, String member, Writer writer) {
    Optional<Membership> found = find(new Pair(group, member), Duration.ZERO);
    found.ifPresent(one -> note(new Change(clock.instant(), one, false, writer)));
    return found.isPresent();
  }

  /** Removes all memberships of a group or a member, as when it is deleted. */
  public synchronized void removeAllOf(String id, Writer writer) {
    Stream.concat(of(groups, id, Duration.ZERO), of(members, id, Duration.ZERO))
        .toList()
        .forEach(one -> remove(one.group(), one.member(), writer));
  }

  public synchronized void clear() {
    groups.clear();
    members.clear();
    byId.clear();
    log.clear();
  }

  /** The membership as a reader that lags by this much sees it. */
  public synchronized Optional<Membership> find(Pair pair, Duration lag) {
    Roll roll = members.get(pair.member());
    return roll == null ? Optional.empty() : Optional.ofNullable(roll.seen(asOf(lag)).get(pair));
  }

  /** The latest membership of this group and member, whether or not it still exists. */
  public synchronized Optional<Membership> last(Pair pair) {
    Roll roll = members.get(pair.member());
    return roll == null
        ? Optional.empty()
        : roll.history.reversed().stream()
            .map(Change::membership)
            .filter(membership -> membership.pair().equals(pair))
            .findFirst();
  }

  /** As {@link #find(Pair, Duration)}, by the membership's id. */
  public synchronized Optional<Membership> find(String id, Duration lag) {
    return Optional.ofNullable(byId.get(id))
        .filter(one -> find(one.pair(), lag).filter(one::equals).isPresent());
  }

  public synchronized List<Membership> ofGroup(String group, Duration lag) {
    return of(groups, group, lag).toList();
  }

  public synchronized List<Membership> ofMember(String member, Duration lag) {
    return of(members, member, lag).toList();
  }

  /** All memberships, without the lag of readers. */
  public synchronized List<Membership> all() {
    return groups.values().stream().flatMap(roll -> roll.now.values().stream()).toList();
  }

  /** Every change since the last {@link #clearLog}, oldest first. */
  public synchronized List<Change> log() {
    return List.copyOf(log);
  }

  /** Clears the log; what lagging readers see does not change. */
  public synchronized void clearLog() {
    log.clear();
  }

  private void note(Change change) {
    Pair pair = change.membership().pair();
    groups.computeIfAbsent(pair.group(), _ -> new Roll()).note(change);
    members.computeIfAbsent(pair.member(), _ -> new Roll()).note(change);
    log.add(change);
  }

  private Stream<Membership> of(Map<String, Roll> rolls, String id, Duration lag) {
    Roll roll = rolls.get(id);
    return roll == null ? Stream.empty() : roll.seen(asOf(lag)).values().stream();
  }

  private Instant asOf(Duration lag) {
    return lag.isZero() ? Instant.MAX : clock.instant().minus(lag);
  }

  /** The memberships of one group, or of one member, and what they were before. */
  private static final class Roll {
    private final Map<Pair, Membership> now = new LinkedHashMap<>();
    private final List<Change> history = new ArrayList<>();

    void note(Change change) {
      apply(change, change.added(), now);
      history.add(change);
    }

    Map<Pair, Membership> seen(Instant asOf) {
      if (history.isEmpty() || !history.getLast().at().isAfter(asOf)) {
        return now;
      }
      Map<Pair, Membership> then = new LinkedHashMap<>(now);
      for (Change change : history.reversed()) {
        if (!change.at().isAfter(asOf)) {
          break;
        }
        apply(change, !change.added(), then);
      }
      return then;
    }

    private static void apply(Change change, boolean add, Map<Pair, Membership> memberships) {
      Membership membership = change.membership();
      if (add) {
        memberships.put(membership.pair(), membership);
      } else {
        memberships.remove(membership.pair());
      }
    }
  }
}
