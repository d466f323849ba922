package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntitlementSpec.EscalationSpec;
import dev.hourkey.catalog.EntitlementSpec.Stage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 'stages' in the policy file, its short form, and what nobody could approve. */
class StagesInFileTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: a }
      defaults: %s
      entitlements:
        - { id: x, group: g, eligible: [anyone], %s }
      """;

  @Test
  void stages_are_read_in_their_order() {
    assertThat(
            stages(
                "{}",
                "stages: [{ approvers: [manager] }, { approvers: ['group:l'], approvals: 2 }]"))
        .containsExactly(stage(5, List.of("manager"), 1), stage(5, List.of("group:l"), 2));
  }

  @Test
  void an_entitlement_with_one_of_the_forms_does_not_take_the_other_one_from_the_defaults() {
    String defaultStages = "{ stages: [{ approvers: [manager] }, { approvers: ['group:l'] }] }";
    assertThat(stages(defaultStages, "approvals: 0")).containsExactly(stage(5, List.of(), 0));
    assertThat(stages(defaultStages, "approvers: ['group:m']"))
        .containsExactly(stage(5, List.of("group:m"), 1));
    assertThat(stages(defaultStages, "risk: high")).hasSize(2);
    assertThat(
            stages(
                "{ approvers: ['group:l'], approvals: 2 }", "stages: [{ approvers: [manager] }]"))
        .containsExactly(stage(5, List.of("manager"), 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "stages: [{ approvers: [manager] }], approvals: 1 | 'stages' can't be next to 'approvers',"
            + " 'approvals' or 'escalate', which are short for one stage: keep one of the two"
            + " forms",
        "stages: [] | 'stages' must be a list with at least one item",
        "stages: manager | 'stages' must be a list with at least one item",
        "stages: [manager] | 'key: value' lines are expected here, not 'manager'",
        "stages: [{ approvals: 2 }] | 'x' needs 2 approvals but has no 'approvers'",
        "stages: [{ approvers: [] }] | 'x' needs 1 approval but has no 'approvers'",
        "stages: [{ approvers: [manager], approvals: 0 }] | 'approvals' must be a whole number from"
            + " 1 to 10, not '0'",
        "stages: [{ approvers: [manager], escalates: 1h }] | 'escalates' is not known here; did you"
            + " mean 'escalate'?",
        "stages: [{ approvers: [manager], escalate: 1h }] | 'key: value' lines are expected here,"
            + " not '1h'",
        "approvers: [manager], escalate: { to: ['group:l'] } | 'after' is missing",
        "approvers: [manager], escalate: { after: 30m } | 'escalate' names nobody in 'to'",
        "approvers: [manager], escalate: { after: 30, to: ['group:l'] } | 'after' must be a"
            + " duration like 45s, 30m, 8h or 2d, not '30'",
        "approvers: [manager], escalate: { after: 30m, to: [leads] } | 'leads' in 'to' must be"
            + " group:<Entra group>, person:<address>, on_call:<name>, slack_group:<handle or id>,"
            + " manager or anyone; did you mean 'group:leads'?",
        "approvers: [manager], escalate: { after: 30m, to: ['group:g'] } | 'group:g' in 'to' is the"
            + " group of 'x' (line 5), so a grant of it would make the holder an approver here;"
            + " name another group",
        "approvers: [manager], escalate: { after: 4h, to: ['group:l'] } | 'escalate' of 'x' would"
            + " never happen: a request expires after 4h, and 'after' is 4h",
        "stages: [{ approvers: [manager], escalate: { after: 5m, to: [manager] } }, { approvers:"
            + " [manager] }] | 'manager' is needed in several stages of 'x', but can approve only"
            + " one: name a group or more people",
        "stages: [{ approvers: [leads] }] | 'leads' in 'approvers' must be group:<Entra group>,"
            + " person:<address>, on_call:<name>, slack_group:<handle or id>, manager or anyone;"
            + " did you mean 'group:leads'?",
        "stages: [{ approvers: ['person:a@x'] }, { approvers: ['person:A@x'] }] | 'person:a@x' is"
            + " needed in several stages of 'x', but can approve only one: name a group or more"
            + " people",
        "stages: [{ approvers: [manager], approvals: 2 }] | 'x' needs 2 approvals by different"
            + " people, but 'approvers' can only be 1: name a group or more people",
        "stages: [{ approvers: ['group:g'] }] | 'group:g' in 'approvers' is the group of 'x' (line"
            + " 5), so a grant of it would make the holder an approver here; name another group",
        "approvals: 0, excluded: [manager] | 'manager' can be an approver, but not excluded",
        "approvals: 0, excluded: [leads] | 'leads' in 'excluded' must be group:<Entra group>,"
            + " person:<address>, on_call:<name>, slack_group:<handle or id>, manager or anyone;"
            + " did you mean 'group:leads'?",
        "approvals: 0, on_behalf_of: [manager] | 'manager' can't be in 'on_behalf_of': name a group"
            + " or people instead",
        "approvals: 0, on_behalf_of: [leads] | 'leads' in 'on_behalf_of' must be group:<Entra"
            + " group>, person:<address>, on_call:<name>, slack_group:<handle or id>, manager or"
            + " anyone; did you mean 'group:leads'?",
        "approvals: 0, on_behalf_of: ['group:g'] | 'group:g' in 'on_behalf_of' is the group of 'x'"
            + " (line 5), so a grant of it would make the holder able to request for others here;"
            + " name another group",
        "approvals: 0, slack_guests: maybe | 'slack_guests' must be true or false, not 'maybe'",
      })
  void a_mistake_has_its_line_and_a_sentence(String keys, String sentence) {
    assertThat(PolicyFile.parse(FILE.formatted("{}", keys)).problems())
        .extracting(CatalogProblem::sentence)
        .contains("line 5: " + sentence);
  }

  @Test
  void a_file_that_would_ask_entra_for_hundreds_of_approvers_is_refused() {
    String stage = "{ approvers: ['group:l'] }";
    assertThat(
            PolicyFile.parse(FILE.formatted("{}", "stages: [" + list(stage, 11) + "]")).problems())
        .extracting(CatalogProblem::sentence)
        .containsExactly("line 5: 'stages' may have at most 10 items");
    assertThat(
            PolicyFile.parse(FILE.formatted("{}", "approvers: [" + list("'group:l'", 21) + "]"))
                .problems())
        .extracting(CatalogProblem::sentence)
        .containsExactly("line 5: 'approvers' may have at most 20 items");
  }

  private static String list(String item, int times) {
    return String.join(", ", Collections.nCopies(times, item));
  }

  @Test
  void an_exclusion_of_an_entitlement_never_replaces_one_of_the_defaults() {
    PolicyFile file =
        PolicyFile.parse(
            FILE.formatted(
                "{ approvals: 0, excluded: ['group:contractors'] }",
                "excluded: ['group:interns', 'group:contractors']"));
    assertThat(file.problems()).isEmpty();
    assertThat(file.specs().getFirst().excluded())
        .containsExactly("group:contractors", "group:interns");
    assertThat(
            PolicyFile.parse(
                    FILE.formatted(
                        "{ approvals: 0, excluded: ['group:contractors'] }", "excluded: []"))
                .specs()
                .getFirst()
                .excluded())
        .containsExactly("group:contractors");
  }

  @Test
  void both_forms_in_the_defaults_are_a_mistake_as_well() {
    assertThat(
            PolicyFile.parse(
                    FILE.formatted(
                        "{ approvals: 1, stages: [{ approvers: [manager] }] }", "name: X"))
                .problems())
        .extracting(CatalogProblem::line)
        .containsExactly(3);
  }

  @Test
  void people_are_enough_if_they_can_be_shared_out_over_the_stages() {
    String shared =
        "stages: [{ approvers: ['person:a@x', 'person:b@x'] }, { approvers: ['person:a@x'] }]";
    assertThat(PolicyFile.parse(FILE.formatted("{}", shared)).problems()).isEmpty();
    String groupToo =
        "stages: [{ approvers: ['person:a@x'] }, { approvers: ['person:a@x', 'group:l'] }]";
    assertThat(PolicyFile.parse(FILE.formatted("{}", groupToo)).problems()).isEmpty();
  }

  @Test
  void a_group_that_is_excluded_may_be_the_group_of_an_entitlement() {
    assertThat(
            PolicyFile.parse(
                    FILE.formatted(
                        "{ approvals: 0 }",
                        "excluded: ['group:other'] }\n  - { id: other, group: other"))
                .problems())
        .isEmpty();
  }

  @Test
  void an_escalation_belongs_to_a_stage_or_to_the_short_form() {
    Optional<EscalationSpec> toDirectors =
        Optional.of(new EscalationSpec(5, Duration.ofMinutes(30), List.of("group:directors")));
    String escalate = "escalate: { after: 30m, to: ['group:directors'] }";
    assertThat(stages("{}", "approvers: [manager], " + escalate))
        .containsExactly(new Stage(5, List.of("manager"), 1, toDirectors));
    assertThat(stages("{}", "stages: [{ approvers: [manager], " + escalate + " }]"))
        .containsExactly(new Stage(5, List.of("manager"), 1, toDirectors));
    assertThat(
            stages(
                "{ escalate: { after: 1h, to: [anyone] } }", "stages: [{ approvers: [manager] }]"))
        .containsExactly(stage(5, List.of("manager"), 1));
  }

  @Test
  void people_to_whom_a_stage_is_escalated_count_as_its_approvers() {
    String escalated =
        "approvers: [manager], approvals: 2, escalate: { after: 5m, to: ['person:a@x'] }";
    assertThat(PolicyFile.parse(FILE.formatted("{}", escalated)).problems()).isEmpty();
  }

  private static Stage stage(int line, List<String> approvers, int approvals) {
    return new Stage(line, approvers, approvals, Optional.empty());
  }

  private static List<Stage> stages(String defaults, String keys) {
    PolicyFile file = PolicyFile.parse(FILE.formatted(defaults, keys));
    assertThat(file.problems()).isEmpty();
    return file.specs().getFirst().stages();
  }
}
