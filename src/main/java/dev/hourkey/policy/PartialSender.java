package dev.hourkey.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The known facts about somebody who requests access for somebody else. Pure.
 *
 * @param subject with the groups that they are known to be in
 * @param unknownGroups the ids of groups that they may or may not be in
 */
public record PartialSender(Subject subject, Set<String> unknownGroups) {
  public PartialSender {
    unknownGroups = Set.copyOf(unknownGroups);
  }

  /**
   * The two extreme cases: the sender is in none of the unknown groups and of these entries, or in
   * all of them. Being in an entry never prevents a request for others, so one of the two cases
   * gives the right answer.
   */
  Stream<OnBehalfSender> possible(List<Principal> entries) {
    return Stream.of(least(), most().withPossibleNames(entries))
        .map(one -> new OnBehalfSender(one.person(), Optional.of(one)))
        .distinct();
  }

  /** Whether an entry of the policy file includes them. */
  TriState matches(Principal principal) {
    Subject least = least();
    Subject most = most().withPossibleNames(List.of(principal));
    boolean holds = principal.matches(least, least);
    return holds == principal.matches(most, most) ? TriState.of(holds) : TriState.UNKNOWN;
  }

  private Subject least() {
    return subject.withoutUnknown();
  }

  private Subject most() {
    return subject.withMemberships(unknownGroups, subject.tools().unknown().keySet());
  }
}
