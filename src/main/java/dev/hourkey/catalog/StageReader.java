package dev.hourkey.catalog;

import java.time.Duration;
import java.util.List;

/** Reads the stages of approval of an entitlement, its defaults or an override. */
final class StageReader {
  private static final int MAX_STAGES = 10;

  /** Limited, because each entry is looked up for every request. */
  private static final int MAX_APPROVERS = 20;

  private final List<CatalogProblem> problems;

  StageReader(List<CatalogProblem> problems) {
    this.problems = problems;
  }

  /**
   * The stages, or the single stage that 'approvers', 'approvals' and 'escalate' describe. If an
   * override or the entitlement uses one of the two forms, the other form in its defaults is
   * ignored.
   */
  List<EntitlementSpec.Stage> read(YamlSection section) {
    checkForm(section);
    return section
            .nearestWith(PolicyKeys.STAGE_FORMS)
            .filter(nearest -> nearest.owns("stages"))
            .isEmpty()
        ? List.of(stage(section, 0))
        : atMost(MAX_STAGES, section, "stages", section.items("stages")).stream()
            .map(node -> stage(new YamlSection(node, PolicyKeys.STAGE, null, problems), 1))
            .toList();
  }

  static void checkForm(YamlSection section) {
    if (section.owns("stages") && ownsShortForm(section)) {
      section.problem(
          section.lineOf("stages"),
          "'stages' can't be next to 'approvers', 'approvals' or 'escalate', which are short for"
              + " one stage: keep one of the two forms");
    }
  }

  private static boolean ownsShortForm(YamlSection section) {
    return section.owns("approvers") || section.owns("approvals") || section.owns("escalate");
  }

  private EntitlementSpec.Stage stage(YamlSection section, int fewest) {
    return new EntitlementSpec.Stage(
        section.lineOf("approvers"),
        atMost(MAX_APPROVERS, section, "approvers", section.principals("approvers")),
        section.number("approvals", fewest, 10, 1),
        section
            .node("escalate")
            .map(node -> escalation(new YamlSection(node, PolicyKeys.ESCALATE, null, problems))));
  }

  private static EntitlementSpec.EscalationSpec escalation(YamlSection section) {
    var _ = section.required("after");
    return new EntitlementSpec.EscalationSpec(
        section.lineOf("to"),
        section.duration("after", Duration.ofMinutes(30)),
        atMost(MAX_APPROVERS, section, "to", section.principals("to")));
  }

  /** The first items of a list; reports a problem if there are more than allowed. */
  private static <T> List<T> atMost(int max, YamlSection section, String key, List<T> items) {
    if (items.size() <= max) {
      return items;
    }
    section.problem(section.lineOf(key), "'%s' may have at most %d items".formatted(key, max));
    return items.subList(0, max);
  }
}
