package dev.hourkey.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.catalog.Durations;
import dev.hourkey.catalog.PolicyLineNumbers;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.Explanation.Answer;
import dev.hourkey.policy.PartialFacts;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.TriState;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An explanation with the lines of the policy file, for people and as JSON.
 *
 * @param by who requests the access for the person; empty if they request it themselves
 */
record ExplanationReport(
    String person,
    Optional<String> by,
    String entitlement,
    PartialFacts known,
    Explanation explanation,
    Optional<BreakGlassAnswer> breakGlass,
    PolicyLineNumbers lines) {
  /** Whether the person may get the access at once by break-glass. */
  record BreakGlassAnswer(BreakGlass rules, TriState result) {}

  private static final String BREAK_GLASS = "break_glass";
  private static final int MAY = 0;
  private static final int MAY_NOT = 1;
  private static final int UNKNOWN = 3;

  int exitCode() {
    return switch (explanation.answer()) {
      case Answer.May _ -> MAY;
      case Answer.MayNot _ -> MAY_NOT;
      case Answer.Unknown _ -> UNKNOWN;
    };
  }

  String words() {
    List<String> words = new ArrayList<>();
    words.add(
        switch (explanation.answer()) {
          case Answer.May(int approvals) -> request("may") + ": " + needed(approvals);
          case Answer.MayNot(var refusal) -> request("may not") + ": " + refusal.clause();
          case Answer.Unknown(String why) -> "It is unknown whether " + request("may") + ": " + why;
        });
    explanation
        .decidedBy()
        .ifPresent(key -> words.add("decided by line " + line(key) + ", " + key));
    explanation.override().ifPresent(one -> words.add("by the override in " + one.words()));
    explanation
        .overrides()
        .forEach(
            check ->
                words.add(
                    "  %-11s line %d, overrides: %s"
                        .formatted(
                            check.result().word(),
                            check.override().line(),
                            check.override().condition().text())));
    explanation
        .checks()
        .forEach(
            check ->
                words.add(
                    "  %-11s line %d, %s: %s"
                        .formatted(
                            check.result().word(), line(check.key()), check.key(), check.text())));
    for (int i = 0; i < explanation.stages().size(); i++) {
      ApprovalStage stage = explanation.stages().get(i);
      words.add(
          "  stage %d: %s by %s%s"
              .formatted(
                  i + 1,
                  Counted.of(stage.approvals(), "approval"),
                  stage.names(),
                  escalation(stage)));
    }
    breakGlass.ifPresent(
        answer ->
            words.add(
                "  %-11s line %d, %s: may have it at once for at most %s, reviewed by %s"
                    .formatted(
                        answer.result.word(),
                        line(BREAK_GLASS),
                        BREAK_GLASS,
                        Durations.text(answer.rules.policy().maxDuration()),
                        answer.rules.reviewers())));
    return String.join("\n", words);
  }

  private String request(String may) {
    return "%s %s request %s%s for %s%s"
        .formatted(
            by.orElse(person),
            may,
            entitlement,
            by.isPresent() ? " on behalf of " + person : "",
            Durations.text(known.facts().duration()),
            known.startsAt().map(start -> " from " + start).orElse(""));
  }

  private static String escalation(ApprovalStage stage) {
    return stage
        .escalation()
        .map(
            one ->
                ", after %s without an approval also by %s"
                    .formatted(Durations.text(one.after()), one.names()))
        .orElse("");
  }

  private static String needed(int approvals) {
    return approvals == 0
        ? "no approval is needed"
        : "then it needs " + Counted.of(approvals, "approval");
  }

  private int line(String key) {
    return lines.of(entitlement, explanation.override(), key);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("person", person);
    fields.put("entitlement", entitlement);
    by.ifPresent(sender -> fields.put("by", sender));
    fields.put("at", known.facts().now().toString());
    known.startsAt().ifPresent(start -> fields.put("start", start.toString()));
    fields.put("duration", Durations.text(known.facts().duration()));
    switch (explanation.answer()) {
      case Answer.May(int approvals) -> {
        fields.put("answer", "may");
        fields.put("approvals", approvals);
      }
      case Answer.MayNot(var refusal) -> {
        fields.put("answer", "may_not");
        fields.put("why", refusal.clause());
      }
      case Answer.Unknown(String why) -> {
        fields.put("answer", "unknown");
        fields.put("why", why);
      }
    }
    explanation.decidedBy().ifPresent(key -> fields.put("line", line(key)));
    explanation.override().ifPresent(one -> fields.put("override", override(one)));
    fields.put("overrides", explanation.overrides().stream().map(this::condition).toList());
    fields.put("checks", explanation.checks().stream().map(this::check).toList());
    fields.put("stages", explanation.stages().stream().map(ExplanationReport::stage).toList());
    breakGlass.ifPresent(answer -> fields.put(BREAK_GLASS, json(answer)));
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
  }

  private static Map<String, Object> stage(ApprovalStage stage) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("approvals", stage.approvals());
    fields.put("approvers", stage.names());
    stage
        .escalation()
        .ifPresent(
            one ->
                fields.put(
                    "escalate", Map.of("after", Durations.text(one.after()), "to", one.names())));
    return fields;
  }

  private Map<String, Object> json(BreakGlassAnswer answer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("line", line(BREAK_GLASS));
    fields.put("result", answer.result.word());
    fields.put("max_duration", Durations.text(answer.rules.policy().maxDuration()));
    fields.put("review_by", answer.rules.reviewers());
    return fields;
  }

  private static Map<String, Object> override(PolicyOverride override) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("line", override.line());
    fields.put("when", override.condition().text());
    return fields;
  }

  private Map<String, Object> condition(Explanation.OverrideCheck check) {
    Map<String, Object> fields = override(check.override());
    fields.put("result", check.result().word());
    return fields;
  }

  private Map<String, Object> check(Explanation.Check check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", check.key());
    fields.put("line", line(check.key()));
    fields.put("text", check.text());
    fields.put("result", check.result().word());
    return fields;
  }
}
