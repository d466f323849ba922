package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.oncall.OnCallStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.sandbox.ticket.Issue;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Approvers who are on call, and requests that need an open ticket. */
@QuarkusTest
class OnCallAndTicketsTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static int schedules;

  /** A new one for each test, because answers are used for half a minute. */
  private String schedule = "";

  @BeforeEach
  void brunoIsOnCall() {
    schedule = "PSCHED" + ++schedules + "X";
    sandbox.onCall().onCall(schedule, OnCallStandIn.BRUNO);
  }

  @ParameterizedTest
  @CsvSource({"pagerduty", "jsm", "incident_io"})
  void an_approver_on_call_may_approve_and_somebody_off_call_may_not(String tool) {
    approvers("on_call:platform", tool);
    ask(ana, "prod-readonly", HOUR, REASON);
    chloe.click(card(), "approve");
    whispered(chloe, "You're not an approver for this access");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  @Test
  void members_of_a_slack_user_group_may_approve_and_those_on_call_by_one() {
    sandbox.slack().userGroup("S0PLATFORM", "platform-oncall", "U0BRUNO");
    schedule = "S0PLATFORM";
    approvers("slack_group:@platform-oncall", "slack_user_group");
    ask(ana, "prod-readonly", HOUR, REASON);
    chloe.click(card(), "approve");
    whispered(chloe, "You're not an approver for this access");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    approvers("on_call:platform", "slack_user_group");
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    ask(dana, "prod-readonly", HOUR, REASON);
    assertThat(onlyReplyThere("waits for a decision on").words())
        .as("the user group is on call")
        .contains("<!subteam^S0PLATFORM>");
    bruno.click(readsThere(bruno, "Dana Novak requests"), "approve");
    alerted(dana, "is ready");
  }

  @Test
  void at_first_only_the_approver_on_call_is_mentioned_and_with_the_reminder_the_others() {
    approvers("group:sre-leads, on_call:platform", "pagerduty");
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage first = onlyReplyThere("waits for a decision on");
    assertThat(first.mentions(bruno.id())).isTrue();
    assertThat(first.mentions(chloe.id())).isFalse();
    assertThat(first.words()).contains("1 other approver can decide as well");
    pass(Duration.ofMinutes(16));
    PostedMessage reminder = onlyReplyThere("is still waiting for a decision on");
    assertThat(reminder.mentions(bruno.id()) && reminder.mentions(chloe.id())).isTrue();
  }

  @Test
  void the_card_names_who_can_decide_those_on_call_first_and_mentions_none_of_them() {
    approvers("group:sre-leads, on_call:platform", "pagerduty");
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = readsThere(bruno, "Bruno Costa (on call), Chloé Martin");
    assertThat(card.words()).contains("Can decide, as of <!date^");
    assertThat(card.mentions(bruno.id()) || card.mentions(chloe.id())).isFalse();
    sandbox.onCall().onCall(schedule, OnCallStandIn.CHLOE);
    pass(Duration.ofMinutes(16));
    readsThere(bruno, "Chloé Martin (on call), Bruno Costa");
    bruno.click(card(), "approve");
    eventually(
        () -> assertThat(card().words()).contains("Active until").doesNotContain("Can decide"));
  }

  @Test
  void a_card_says_that_it_is_unknown_who_can_decide_and_later_who_can() {
    approvers("on_call:platform", "pagerduty");
    sandbox.onCall().faults().answer(Answer.empty(503), ALWAYS);
    ask(ana, "prod-readonly", HOUR, REASON);
    assertThat(card().words()).doesNotContain("an decide");
    pass(Duration.ofMinutes(3));
    readsThere(bruno, "could not look up who can decide");
    sandbox.onCall().faults().clear();
    pass(Duration.ofMinutes(13));
    readsThere(bruno, "Bruno Costa (on call)");
  }

  @Test
  void while_the_tool_is_away_nobody_is_refused_and_nothing_is_granted() {
    approvers("on_call:platform", "pagerduty");
    sandbox.onCall().faults().answer(Answer.empty(503), ALWAYS);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    whispered(bruno, "PagerDuty does not answer at the moment");
    assertThat(chloe.latest(APPROVALS).words()).contains("Waiting for 1 approval");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    sandbox.onCall().faults().clear();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");
  }

  @Test
  void another_approver_need_not_wait_for_a_tool_that_is_away() {
    approvers("on_call:platform, group:sre-leads", "pagerduty");
    sandbox.onCall().faults().answer(Answer.empty(401), ALWAYS);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  @Test
  void a_request_is_added_only_while_its_approver_is_on_call() throws Exception {
    approvers("on_call:platform", "pagerduty");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    addFailed();
    sandbox.onCall().onCall(schedule, OnCallStandIn.CHLOE);
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(2));
    alerted(ana, "too few of its approvals are still valid");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void somebody_on_call_may_request_and_somebody_off_call_is_not_offered_it() {
    policy(
        "approvers: [group:sre-leads]\n    eligible: [on_call:platform]",
        "pagerduty",
        "eligible: [group:engineering]\n    approvers: [group:sre-leads]");
    ask(bruno, "prod-readonly", HOUR, REASON);
    assertThat(card().words()).contains("Bruno Costa requests");
    ana.run("general", "/aws-access prod-readonly");
    eventually(
        () ->
            assertThat(ana.form().map(form -> form.words()).orElse(""))
                .contains("You're not eligible for `prod-readonly`", "approved by sre-leads"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPS-7: rotate the certificates | The ticket OPS-7 is no longer open (Done).",
        "OPS-999: no such thing | The ticket OPS-999 does not exist.",
      })
  void a_request_without_an_open_ticket_is_refused(String why, String answer) {
    tickets();
    ask(ana, "prod-readonly", HOUR, why);
    alerted(ana, answer);
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"the disk is full on db-1", "ABC-1: not a project that counts"})
  void a_form_whose_reason_names_no_ticket_shows_that_at_its_field_and_loses_nothing(String why)
      throws Exception {
    tickets();
    openForm(ana, "prod-readonly");
    assertThat(form(ana).words()).contains("Name an open ticket of INC or OPS.");
    Delivery sent = ana.submit(Map.of("how_long", "3600", "why", why));
    assertThat(sent.json().at("/errors/why").asText())
        .isEqualTo("The reason must name an open ticket of INC or OPS, like INC-42.");
    assertThat(number("select count(*) from submission")).as("nothing was submitted").isZero();
    assertThat(ana.submit(Map.of("how_long", "3600", "why", REASON)).json().has("errors"))
        .isFalse();
    readsThere(bruno, "Ana Lima requests");
  }

  @Test
  void a_request_with_an_open_ticket_is_granted_as_long_as_the_ticket_is_open() throws Exception {
    tickets();
    ask(ana, "prod-readonly", HOUR, REASON);
    assertThat(card().words())
        .containsPattern(
            "Ticket <http[^|]*/browse/INC-42\\|INC-42: Disk full on db-1 \\(In Progress\\)>");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    bruno.click(card(), "approve");
    addFailed();
    sandbox.jira().put(new Issue("INC-42", "Disk full on db-1", "Closed", "done"));
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    alerted(ana, "the ticket INC-42 is no longer open (Closed)");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void while_jira_is_away_a_request_waits_and_no_member_is_added() throws Exception {
    tickets();
    sandbox.jira().faults().answer(Answer.empty(503), ALWAYS);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "Jira does not answer at the moment");
    sandbox.jira().faults().clear();
    pass(Duration.ofMinutes(1));
    var card = card();
    sandbox.jira().faults().answer(Answer.empty(503), ALWAYS);
    bruno.click(card, "approve");
    addFailed();
    failsAgain();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    sandbox.jira().faults().clear();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");
  }

  private void approvers(String principals, String tool) {
    policy("approvers: [" + principals + "]", tool, "approvers: [group:sre-leads]");
  }

  private void policy(String line, String tool, String former) {
    change(
        example ->
            example
                .replace(former, line)
                .replace(
                    "defaults:\n",
                    "on_call: { platform: { %s: %s } }\ndefaults:\n".formatted(tool, schedule)));
  }

  private void tickets() {
    change(
        example ->
            example
                .replace(
                    "  justification: { min_length: 10 }",
                    "  justification: { min_length: 10, ticket: jira }")
                .replace(
                    "defaults:\n", "tickets: { jira: { projects: [OPS, INC] } }\ndefaults:\n"));
  }

  private void change(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private static void whispered(WorkspaceUser who, String words) {
    eventually(
        () ->
            assertThat(who.messages(APPROVALS))
                .anyMatch(one -> (one.text() + one.words()).contains(words)));
  }
}
