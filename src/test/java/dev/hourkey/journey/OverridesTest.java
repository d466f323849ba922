package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.oncall.OnCallStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.ticket.Issue;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that depend on conditions: of the request, at the review and right before the add. */
@QuarkusTest
class OverridesTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String ENTITLEMENT = "prod-readonly";
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static int schedules;

  /** A new one for each test, because answers are used for half a minute. */
  private String schedule = "";

  @BeforeEach
  void anaIsOnCall() {
    schedule = "PCOND" + ++schedules + "X";
    sandbox.onCall().onCall(schedule, OnCallStandIn.ANA);
  }

  @Test
  void somebody_on_call_is_granted_a_short_time_at_once_and_the_trail_says_why() throws Exception {
    String condition = "requester.on_call(\"platform\") && duration <= duration(\"30m\")";
    override(condition, "approvals: 0");
    ask(ana, ENTITLEMENT, HALF_AN_HOUR, REASON);
    alerted(ana, "is ready");
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    assertThat(event("access_requested").get("override").asText())
        .matches("line [0-9]+: \\Q" + condition + "\\E");
  }

  @Test
  void for_a_longer_time_the_rules_of_the_entitlement_apply() throws Exception {
    override("requester.on_call(\"platform\") && duration <= duration(\"30m\")", "approvals: 0");
    openForm(ana, ENTITLEMENT);
    assertThat(ana.form().orElseThrow().words()).contains("usually needs 1 approval");
    ana.closeForm();
    ask(ana, ENTITLEMENT, HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    assertThat(event("access_requested").get("override").isNull()).isTrue();
    assertThat(event("request_reviewed").get("override").isNull()).isTrue();
  }

  @Test
  void an_override_that_ends_before_the_add_does_not_count_any_more() throws Exception {
    override("in_hours(\"%s\")".formatted(untilIn(Duration.ofMinutes(20))), "approvals: 0");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, ENTITLEMENT, HOUR, REASON);
    addFailed();
    pass(HALF_AN_HOUR);
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    assertThat(alerted(ana, "was not granted").words())
        .contains("too few of its approvals are still valid");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_request_is_reviewed_by_the_current_rules() throws Exception {
    override("!in_hours(\"%s\")".formatted(untilIn(Duration.ofMinutes(20))), "approvals: 2");
    ask(ana, ENTITLEMENT, HOUR, REASON);
    assertThat(card().words()).contains("Waiting for 1 approval");
    pass(HALF_AN_HOUR);
    PostedMessage card = bruno.messages(APPROVALS).getFirst(); // A reminder may have come after it.
    bruno.click(card, "approve");
    eventually(
        () -> assertThat(bruno.messages(APPROVALS).getFirst().words()).contains("1 more needed"));
    assertThat(event("request_reviewed").get("override").asText()).contains("!in_hours(");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void while_it_is_unknown_which_rules_apply_nothing_is_requested() {
    override("ticket.exists && ticket.open", "approvals: 0");
    sandbox.jira().faults().answer(Answer.empty(503), ALWAYS);
    ask(ana, ENTITLEMENT, HOUR, REASON);
    alerted(ana, "Hourkey can't tell which rules apply: Jira does not answer at the moment");
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    sandbox.jira().faults().clear();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");
  }

  @Test
  void a_denial_does_not_wait_for_the_rules_to_be_known() {
    override("ticket.exists && ticket.open", "approvals: 2");
    ask(ana, ENTITLEMENT, HOUR, REASON);
    bruno.click(card(), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    sandbox.jira().faults().answer(Answer.empty(503), ALWAYS);
    assertThat(bruno.submit(Map.of("reason", "Use the dashboards instead")).answer()).isEmpty();
    alerted(ana, "was denied by");
    sandbox.jira().faults().clear();
  }

  @Test
  void while_it_is_unknown_which_rules_apply_nobody_is_added() throws Exception {
    override("ticket.open", "approvals: 0");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, ENTITLEMENT, HOUR, REASON);
    addFailed();
    sandbox.jira().faults().answer(Answer.empty(503), ALWAYS);
    sandbox.entra().clearFaults();
    failsAgain();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    sandbox.jira().faults().clear();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");
  }

  @Test
  void a_ticket_that_was_closed_brings_the_stricter_rules_back() throws Exception {
    override("ticket.open", "approvals: 0");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, ENTITLEMENT, HOUR, REASON);
    addFailed();
    sandbox.jira().put(new Issue("INC-42", "Disk full on db-1", "Closed", "done"));
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    alerted(ana, "too few of its approvals are still valid");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_requester_whom_one_look_misses_is_not_evaluated_against_the_weaker_rules()
      throws Exception {
    override(
        "\"engineering\" in requester.groups",
        "stages: [{ approvers: [group:sre-leads] }, { approvers:"
            + " [\"person:head-of-ops@example.com\"] }]");
    ask(ana, ENTITLEMENT, HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().fail("GET /v1.0/users/11111111-0000-4000-8000-000000000001*", 1, 404);
    bruno.click(card, "approve");
    eventually(() -> assertThat(number("select count(*) from review")).isOne());
    assertThat(number("select count(*) from access_grant")).isZero();
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isOne();
  }

  @Test
  void while_entra_does_not_show_a_group_of_a_condition_nothing_is_granted() throws Exception {
    sandbox
        .entra()
        .putGroup(Map.of("id", "22222222-0000-4000-8000-0000000000ff", "displayName", "interns"));
    override("!(\"interns\" in requester.groups)", "approvals: 0");
    sandbox.entra().deleteGroup("interns");
    ask(ana, ENTITLEMENT, HOUR, REASON);
    eventually(
        () -> assertThat(number("select count(*) from submission where failures > 0")).isOne());
    assertThat(number("select count(*) from access_grant")).isZero();
  }

  @Test
  void an_override_may_offer_some_people_other_durations() {
    override(
        "\"sre-leads\" in requester.groups",
        "durations: [10m], approvers: ['person:head-of-ops@example.com']");
    ask(bruno, ENTITLEMENT, Duration.ofMinutes(10), REASON);
    assertThat(card().words()).contains("Bruno Costa requests");
    ask(ana, ENTITLEMENT, Duration.ofMinutes(10), REASON);
    alerted(ana, "This access isn't offered for that long");
  }

  private void override(String when, String keys) {
    HourkeySandbox.policy(
        example ->
            example
                .replace(
                    "    approvers: [group:sre-leads]\n",
                    "    approvers: [group:sre-leads]\n    overrides:\n      - { when: '%s', %s }\n"
                        .formatted(when, keys))
                .replace(
                    "defaults:\n",
                    "on_call: { platform: { pagerduty: %s } }\ntickets: { jira: { projects: [OPS, INC] } }\ndefaults:\n"
                        .formatted(schedule)));
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  /** Hours of every day that have begun and end after this. */
  private static String untilIn(Duration after) {
    Instant now = clock();
    var time = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    return "Mon-Sun %s-%s UTC"
        .formatted(time.format(now.minus(HOUR)), time.format(now.plus(after)));
  }
}
