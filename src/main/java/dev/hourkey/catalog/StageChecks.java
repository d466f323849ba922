package dev.hourkey.catalog;

import dev.hourkey.policy.DistinctPeople;
import dev.hourkey.text.Counted;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    List<EntitlementSpec.Stage> counted =
        spec.stages().stream()
            .filter(stage -> !stage.approvers().isEmpty())
            .filter(stage -> stage.everybody().stream().allMatch(StageChecks::isOnePerson))
            .toList();
    if (counted.isEmpty()) {
      return;
    }
    int line = counted.getFirst().line();
    if (!suffice(counted, Optional.empty())) {
      section.problem(line, tooFewPeople(spec, counted));
      return;
    }
    Set<String> eligible = distinct(spec.eligible());
    boolean nobodyElse =
        !spec.selfApproval()
            && !eligible.isEmpty()
            && eligible.stream()
                .allMatch(one -> one.startsWith("person:") && !suffice(counted, Optional.of(one)));
    if (nobodyElse) {
      section.problem(
          line,
          "'%s' could never be approved: every possible requester is also a required approver, and nobody can approve their own request; name other 'approvers'"
              .formatted(spec.id()));
    }
  }

  private static String tooFewPeople(EntitlementSpec spec, List<EntitlementSpec.Stage> counted) {
    Set<String> seen = new HashSet<>();
    Optional<String> inSeveral =
        counted.stream()
            .flatMap(stage -> distinct(stage.everybody()).stream().sorted())
            .filter(one -> !seen.add(one))
            .findFirst();
    boolean eachSuffices =
        counted.stream().allMatch(stage -> suffice(List.of(stage), Optional.empty()));
    if (eachSuffices && inSeveral.isPresent()) {
      return "'%s' is needed in several stages of '%s', but can approve only one: name a group or more people"
          .formatted(inSeveral.get(), spec.id());
    }
    return "'%s' needs %d approvals by different people, but 'approvers' can only be %d: name a group or more people"
        .formatted(
            spec.id(),
            counted.stream().mapToInt(EntitlementSpec.Stage::approvals).sum(),
            counted.stream()
                .flatMap(stage -> distinct(stage.everybody()).stream())
                .distinct()
                .count());
  }

  private static boolean suffice(List<EntitlementSpec.Stage> stages, Optional<String> without) {
    return DistinctPeople.suffice(
        stages.stream()
            .map(
                stage -> {
                  Set<String> people = new HashSet<>(distinct(stage.everybody()));
                  without.ifPresent(people::remove);
                  return new DistinctPeople.Need<>(people, stage.approvals());
                })
            .toList());
  }

  private static boolean isOnePerson(String principal) {
    return principal.startsWith("person:") || principal.equals("manager");
  }

  private static Set<String> distinct(List<String> principals) {
    return principals.stream()
        .map(
            one ->
                one.startsWith("person:")
                    ? "person:" + one.substring("person:".length()).strip().toLowerCase(Locale.ROOT)
                    : one)
        .collect(Collectors.toSet());
  }
}
