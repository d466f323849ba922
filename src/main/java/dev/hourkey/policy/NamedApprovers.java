package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The approvers that the rules name individually, so that no group has to be looked up. A stage
 * with any other entry is left out: anybody may be able to approve it.
 *
 * @param seen everybody whose names are known; an entry may use any name of a person
 */
record NamedApprovers(StageRules rules, Subject requester, List<Subject> seen) {
  /**
   * The index of a later stage that needs this person: everybody counts only once, so it could no
   * longer be completed if they approved the current stage. Empty if there is none.
   *
   * @param before the progress of the approval without them
   */
  Optional<Integer> laterStageNeeding(Subject reviewer, StageRules.Count before) {
    List<PersonId> with = new ArrayList<>(before.approvers());
    with.add(reviewer.person());
    if (!suffice(before) || suffice(new StageRules.Count(before.progress().withApproval(), with))) {
      return Optional.empty();
    }
    int current = before.progress().current().orElse(rules.stages().size());
    return IntStream.range(current + 1, rules.stages().size())
        .filter(stage -> candidates(stage, before).contains(key(reviewer.person())))
        .boxed()
        .findFirst();
  }

  /** Whether enough people are left for the missing approvals. */
  private boolean suffice(StageRules.Count count) {
    return DistinctPeople.suffice(
        IntStream.range(0, rules.stages().size())
            .filter(stage -> rules.stages().get(stage).namesEachApprover())
            .mapToObj(
                stage ->
                    new DistinctPeople.Need<>(
                        candidates(stage, count), count.progress().stages().get(stage).missing()))
            .toList());
  }

  /** The people that a stage names, without those who have already approved. */
  private Set<String> candidates(int stage, StageRules.Count count) {
    Set<String> candidates = new HashSet<>();
    for (Principal approver : rules.stages().get(stage).everybody()) {
      switch (approver) {
        case Principal.One(String name) -> candidates.add(key(name));
        case Principal.Manager _ ->
            requester.manager().map(NamedApprovers::key).ifPresent(candidates::add);
        case Principal.Group _, Principal.Anyone _, Principal.OfTool _ -> {}
      }
    }
    count.approvers().forEach(approver -> candidates.remove(key(approver)));
    if (!rules.selfApproval()) {
      candidates.remove(key(requester.person()));
      requester.sender().ifPresent(sender -> candidates.remove(key(sender.person())));
    }
    return candidates;
  }

  /** The object id of somebody whose names are known, or else the name. */
  private String key(String name) {
    return seen.stream()
        .filter(one -> one.names().contains(name))
        .map(one -> key(one.person()))
        .findFirst()
        .orElse(name);
  }

  private static String key(PersonId person) {
    return person.value();
  }
}
