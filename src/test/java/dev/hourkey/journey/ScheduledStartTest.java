package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access that is requested ahead and starts later. */
@QuarkusTest
class ScheduledStartTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String ENTITLEMENT = "prod-readonly";
  private static final Duration AHEAD = Duration.ofDays(2);

  @BeforeEach
  void accessMayStartLater() {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "    approvers: [group:sre-leads]\n",
                "    approvers: [group:sre-leads]\n    start_ahead: 14d\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  @Test
  void a_scheduled_grant_waits_visibly_and_begins_at_its_start() throws Exception {
    request(AHEAD);
    PostedMessage card = card();
    assertThat(card.words()).contains("Start");
    bruno.click(card, "approve");
    alerted(ana, "It starts");
    readsThere(bruno, "Starts");
    assertThat(ana.run("general", "/aws-access status").answer()).contains("· starts ");
    execute("delete from work_claim"); // Nothing but the row says when it is due.
    pass(AHEAD.minusHours(1));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    pass(Duration.ofHours(1));
    alertedInTime(ana, "is ready until");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(text(auditPath())).contains("grant_starting");
  }

  @Test
  void the_requester_cancels_a_scheduled_grant_before_its_start() throws Exception {
    request(AHEAD);
    bruno.click(card(), "approve");
    ana.click(alerted(ana, "It starts"), "end");
    alerted(ana, "was cancelled. It was never active");
    pass(AHEAD);
    assertThat(number("select count(*) from access_grant where phase = 'ENDED'")).isOne();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_approver_revokes_a_scheduled_grant_before_its_start() throws Exception {
    request(AHEAD);
    bruno.click(card(), "approve");
    alerted(ana, "It starts");
    bruno.run("general", "/aws-access revoke @ana prod-readonly no longer wanted");
    assertThat(alerted(ana, "was revoked by <@U0BRUNO>").words()).contains("no longer wanted");
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where phase = 'ENDED'")).isOne());
    pass(AHEAD);
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(text(auditPath())).contains("grant_revoked").doesNotContain("member_added");
  }

  @Test
  void the_button_on_the_card_revokes_a_scheduled_grant() {
    request(AHEAD);
    bruno.click(card(), "approve");
    revokes(readsThere(bruno, "Revoke…"));
  }

  @Test
  void the_button_after_a_late_decision_revokes_a_scheduled_grant() {
    request(AHEAD);
    PostedMessage pending = card();
    bruno.click(pending, "approve");
    readsThere(bruno, "Revoke…");
    bruno.click(pending, "approve");
    revokes(readsThere(bruno, "decided before your click"));
  }

  private void revokes(PostedMessage withButton) {
    bruno.click(withButton, "revoke");
    eventually(() -> assertThat(form(bruno).words()).contains("Ana Lima"));
    bruno.submit(Map.of("reason", "no longer wanted"));
    assertThat(alerted(ana, "was revoked by <@U0BRUNO>").words()).contains("no longer wanted");
  }

  @Test
  void a_scheduled_grant_is_evaluated_again_at_its_start() {
    request(AHEAD);
    bruno.click(card(), "approve");
    alerted(ana, "It starts");
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    pass(AHEAD);
    alertedInTime(ana, "too few of its approvals are still valid");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void nobody_who_decides_after_its_start_decides() {
    request(Duration.ofHours(1));
    card();
    pass(Duration.ofHours(1));
    alertedInTime(ana, "expired without a decision");
  }

  @Test
  void a_start_in_the_past_or_too_far_ahead_is_refused_in_the_form() {
    assertThat(sent(Duration.ofHours(-1)).answer()).contains("This is in the past");
    assertThat(sent(Duration.ofDays(15)).answer()).contains("at most 14 days ahead");
  }

  private void request(Duration ahead) {
    assertThat(sent(ahead).answer()).isEmpty();
  }

  private Delivery sent(Duration ahead) {
    openForm(ana, ENTITLEMENT);
    Instant start = clock().plus(ahead);
    return ana.submit(
        Map.of(
            "how_long",
            Long.toString(Duration.ofHours(1).toSeconds()),
            "start",
            start.getEpochSecond(),
            "why",
            REASON));
  }
}
