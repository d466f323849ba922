package dev.hourkey.catalog;

import dev.hourkey.text.Counted;

/** Finds stages of an entitlement in the policy file that nobody could ever approve. */
final class StageChecks {
  private StageChecks() {}

  static void check(YamlSection section, EntitlementSpec spec) {
    boolean misread =
        section.owns("approvers")
            && section
                .node("approvers")
                .filter(node -> UnexpectedNode.hasOnlyMistakes(node, text -> !text.isBlank()))
                .isPresent();
    for (EntitlementSpec.Stage stage : spec.stages()) {
      if (stage.approvers().isEmpty() && stage.approvals() > 0 && !misread) {
        section.problem(
            stage.line(),
            "'%s' needs %s but has no 'approvers'"
                .formatted(spec.id(), Counted.of(stage.approvals(), "approval")));
      }
    }
    spec.stages().forEach(stage -> checkEscalation(section, spec, stage));
    checkEnoughPeople(section, spec);
  }

  private static void checkEscalation(
      YamlSection section, EntitlementSpec spec, EntitlementSpec.Stage stage) {
    stage
        .escalate()
        .filter(escalation -> !escalation.after().minus(spec.expireAfter()).isNegative())
        .ifPresent(
            escalation ->
                section.problem(
                    escalation.line(),
                    "'escalate' of '%s' would never happen: a request expires after %s, and 'after' is %s"
                        .formatted(
                            spec.id(),
                            Durations.text(spec.expireAfter()),
                            Durations.text(escalation.after()))));
  }

  /** Approvers who are named one by one can be counted; a group may have any size. */
  private static void checkEnoughPeople(YamlSection section, EntitlementSpec spec) {
    ApproverCount.problem(spec, ApproverCount::namedPerson)
        .ifPresent(problem -> section.problem(problem.line(), problem.what()));
  }
}
