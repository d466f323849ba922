package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.policy.BreakGlass;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code break_glass} in the policy file. */
class BreakGlassInFileTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: a }
      defaults: %s
      entitlements:
        - { id: x, group: g, eligible: ['group:e'], approvers: [manager], durations: [1h, 4h], %s }
      """;

  @Test
  void the_values_of_break_glass_are_read_and_have_defaults() {
    BreakGlass given =
        rules(
                "{}",
                "break_glass: { eligible: ['group:s'], max_duration: 2h, review_by: ['group:r'],"
                    + " review_within: 3d }")
            .orElseThrow();
    assertThat(given.policy().maxDuration()).isEqualTo(Duration.ofHours(2));
    assertThat(given.policy().durations())
        .containsExactly(Duration.ofHours(1), Duration.ofHours(2));
    assertThat(given.reviewWithin()).isEqualTo(Duration.ofDays(3));
    assertThat(given.reviewers()).isEqualTo("r");
    BreakGlass left =
        rules("{}", "break_glass: { eligible: ['group:s'], review_by: [manager] }").orElseThrow();
    assertThat(left.policy().maxDuration()).isEqualTo(Duration.ofHours(1));
    assertThat(left.reviewWithin()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void an_entitlement_takes_it_from_the_defaults_unless_it_says_otherwise() {
    String defaults = "{ break_glass: { eligible: ['group:s'], review_by: [manager] } }";
    assertThat(rules(defaults, "risk: high")).isPresent();
    assertThat(rules(defaults, "break_glass: { eligible: [] }")).isEmpty();
  }

  @Test
  void break_glass_needs_a_ticket_if_the_file_has_a_ticket_tool() {
    String defaults = "{}\ntickets: { jira: { projects: [OPS] } }";
    assertThat(
            rules(defaults, "break_glass: { eligible: ['group:s'], review_by: [manager] }")
                .orElseThrow()
                .policy()
                .justification()
                .ticketProjects())
        .containsExactly("OPS");
  }

  private static Optional<BreakGlass> rules(String defaults, String keys) {
    PolicyFile file = PolicyFile.parse(FILE.formatted(defaults, keys));
    assertThat(file.problems()).isEmpty();
    return OfflineDirectory.catalog(file).find("x").orElseThrow().breakGlass();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{ review_by: [manager] } | 'break_glass' has no 'eligible', so nobody may use it",
        "{ eligible: ['group:s'] } | 'break_glass' needs 'review_by': name the people who"
            + " review its use afterwards",
        "{ eligible: ['group:s'], review_by: [] } | 'break_glass' needs 'review_by': name the people"
            + " who review its use afterwards",
        "{ eligible: [manager], review_by: ['group:r'] } | 'manager' can be in 'review_by', but not"
            + " eligible",
        "{ eligible: ['person:a@x', 'group:s'], review_by: ['person:A@x'] } | nobody could review"
            + " the access of 'person:a@x', because nobody can review their own: name others in"
            + " 'review_by'",
        "{ eligible: [sre], review_by: [manager] } | 'sre' in 'break_glass.eligible' must be"
            + " group:<Entra group>, person:<address>, on_call:<name>, slack_group:<handle or id>,"
            + " manager or anyone",
        "{ eligible: ['on_call:p'], review_by: [manager] } | 'on_call:p' in 'break_glass.eligible':"
            + " 'on_call' has no 'p'",
        "{ eligible: ['group:g'], review_by: [manager] } | 'group:g' in 'break_glass.eligible' is"
            + " the group of 'x' (line 5), so a grant of it would make the holder eligible here;"
            + " name another group",
        "{ eligible: ['group:s'], review_by: ['group:g'] } | 'group:g' in 'break_glass.review_by'"
            + " is the group of 'x' (line 5), so a grant of it would make the holder a reviewer"
            + " here; name another group",
        "{ eligible: ['group:s'], review_by: [manager], max_duration: soon } | 'max_duration' must"
            + " be a duration like 45s, 30m, 8h or 2d, not 'soon'",
        "{ eligible: ['group:s'], review_by: [manager], reviewers: [manager] } | 'reviewers' is not"
            + " known here",
        "yes | 'key: value' lines are expected here, not 'yes'",
      })
  void a_mistake_has_its_line_and_a_sentence(String value, String sentence) {
    assertThat(PolicyFile.parse(FILE.formatted("{}", "break_glass: " + value)).problems())
        .extracting(CatalogProblem::sentence)
        .anySatisfy(found -> assertThat(found).startsWith("line 5: " + sentence));
  }

  @Test
  void an_override_cannot_replace_it() {
    assertThat(
            PolicyFile.parse(
                    FILE.formatted(
                        "{}",
                        "overrides: [{ when: requester.is_guest, break_glass: { eligible: [] } }]"))
                .problems())
        .extracting(CatalogProblem::sentence)
        .anySatisfy(found -> assertThat(found).contains("'break_glass' is not known here"));
  }

  @Test
  void break_glass_needs_a_channel_for_its_messages() {
    assertThat(
            PolicyFile.parse(
                    FILE.formatted(
                            "{}",
                            "approvals: 0, break_glass: { eligible: ['group:s'], review_by:"
                                + " [manager] }")
                        .replace("channels: { approvals: a }\n", ""))
                .problems())
        .extracting(CatalogProblem::sentence)
        .contains(
            "line 4: 'break_glass' has no channel for its messages: set 'channels: operations'");
  }
}
