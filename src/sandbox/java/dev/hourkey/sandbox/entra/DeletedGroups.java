package dev.hourkey.sandbox.entra;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entra's deleted groups, which can be restored for 30 days, with the members that they had. */
final class DeletedGroups {
  private static final Duration KEPT = Duration.ofDays(30);

  private final Clock clock;
  private final Map<String, Deleted> byId = new LinkedHashMap<>();

  DeletedGroups(Clock clock) {
    this.clock = clock;
  }

  record Deleted(DirectoryObject group, List<String> members, Instant at) {}

  void put(DirectoryObject group, List<String> members) {
    byId.put(group.id(), new Deleted(group, members, clock.instant()));
  }

  /**
   * Removes and returns a group, named by its object id or display name, unless its 30 days are
   * over.
   */
  Optional<Deleted> take(String name) {
    byId.values().removeIf(deleted -> !deleted.at().plus(KEPT).isAfter(clock.instant()));
    return byId.values().stream()
        .map(Deleted::group)
        .filter(group -> group.has("id", name) || group.has("displayName", name))
        .findFirst()
        .map(group -> byId.remove(group.id()));
  }

  void clear() {
    byId.clear();
  }
}
