package dev.hourkey.grant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads and locks grants, in the transaction of the work on them. */
interface GrantRows {
  void add(Grant grant);

  /** Locks a grant, to change it. */
  Optional<Grant> lock(UUID id);

  /** The open grants of a membership, without those that wait for their start. */
  List<Grant> openOn(MembershipKey membership);

  /** The latest grant of a membership, open or not. */
  Optional<Grant> lastOn(MembershipKey membership);

  /** The grants of a group that have begun and not ended. */
  List<Grant> openIn(String groupId);

  /**
   * Grants that have ended and whose membership was removed from Entra after {@code then}, but not
   * after {@code until}. At most {@code limit}, the latest removals first.
   */
  List<Grant> endedAfterRemoval(Instant then, Instant until, int limit);

  /**
   * Grants of a group that have ended, whose membership was removed after {@code then}, and whose
   * holder was one of these users in AWS.
   */
  List<Grant> endedOf(String groupId, Set<String> awsUserIds, Instant then);

  /**
   * Open grants about whose overdue end operators were alerted, in the order in which all callers
   * lock them.
   */
  List<UUID> alerted(int limit);

  /** Locks a grant that exists, to change it. */
  default Grant locked(UUID id) {
    return lock(id).orElseThrow();
  }

  /** The other open grants of the same membership. */
  default List<Grant> otherOpenGrants(Grant grant) {
    return openOn(grant.membershipKey()).stream()
        .filter(other -> !other.id().equals(grant.id()))
        .toList();
  }

  /** Whether another open grant needs the membership of this one. */
  default boolean neededByOtherGrant(Grant grant) {
    return otherOpenGrants(grant).stream().anyMatch(GrantRows::keepsMembership);
  }

  /** Whether another open grant needs the membership of this one, or is removing it. */
  default boolean handledByOtherGrant(Grant grant) {
    return otherOpenGrants(grant).stream()
        .anyMatch(other -> other.ending() || keepsMembership(other));
  }

  /**
   * Whether a grant keeps other grants from removing its membership. A grant whose member has not
   * been added yet does not, because it may have to wait for hours, for example while granting is
   * paused.
   */
  private static boolean keepsMembership(Grant grant) {
    return grant.wanted() && grant.addedAt().isPresent();
  }

  /**
   * Locks all open grants of a membership, and the given grant if it is open. Locks them in the
   * order of their ids, so that no two transactions wait for each other.
   */
  default List<Grant> lockedOn(MembershipKey membership, UUID grant) {
    List<Grant> open = new ArrayList<>();
    Stream.concat(openOn(membership).stream().map(Grant::id), Stream.of(grant))
        .distinct()
        .sorted()
        .map(this::locked)
        .filter(Grant::open)
        .forEach(open::add);
    return open;
  }
}
