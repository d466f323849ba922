package dev.hourkey.drift;

import java.util.HashSet;
import java.util.Set;

/**
 * The result of comparing a group's members with Hourkey's records. While the records have no gap,
 * a member that Hourkey did not add was added by somebody else. After a restore this is not
 * certain, so such a member is unexplained. Pure.
 *
 * @param standing the members to record as standing members
 * @param unexplained the members that are reported or have to be reported
 * @param decided whether every member is explained or reported
 */
record StandingComparison(Set<String> standing, Set<String> unexplained, boolean decided) {
  /**
   * Hourkey's records about the people in the group.
   *
   * @param managed people whose membership in the group is managed
   * @param removedLately people that Hourkey has just removed, so that Entra may still show them
   * @param standing people who are recorded as standing members
   */
  record Known(Set<String> managed, Set<String> removedLately, Set<String> standing) {
    /** Members that Hourkey did not add, except those that may only appear because reads lag. */
    Set<String> notManaged(Set<String> members) {
      Set<String> rest = new HashSet<>(members);
      rest.removeAll(managed);
      rest.removeAll(removedLately);
      return rest;
    }

    /** Members that nothing explains. */
    Set<String> unknown(Set<String> members) {
      Set<String> rest = notManaged(members);
      rest.removeAll(standing);
      return rest;
    }
  }

  /**
   * @param members that Entra shows
   * @param reported the members that are already reported as unexplained
   * @param doubtful whether the records may have a gap
   */
  static StandingComparison of(
      Set<String> members, Known known, Set<String> reported, boolean doubtful) {
    Set<String> fresh = known.unknown(members);
    fresh.removeAll(reported);
    Set<String> unexplained = new HashSet<>(reported);
    unexplained.retainAll(members); // The report about a member that Entra has removed is over.
    unexplained.removeAll(known.managed());
    unexplained.removeAll(known.standing());
    if (doubtful) {
      unexplained.addAll(fresh);
    }
    // A member that Hourkey has just removed may still be there, or be there again.
    boolean decided = !doubtful || known.removedLately().stream().noneMatch(members::contains);
    return new StandingComparison(doubtful ? Set.of() : fresh, unexplained, decided);
  }
}
