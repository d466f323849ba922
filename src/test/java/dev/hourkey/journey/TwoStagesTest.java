package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Approvals in stages, for less time than was requested, and after a silence by others. */
@QuarkusTest
class TwoStagesTest extends JourneyTest {
  @Test
  void the_manager_approves_first_and_a_lead_approves_for_less_time() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: .group:sre-leads.",
                "stages: [{ approvers: [manager] }, { approvers: [group:sre-leads] }]"));
    catalog.refresh();
    ask(ana, "prod-readonly", Duration.ofHours(2), REASON);
    PostedMessage card = card();
    assertThat(card.words())
        .contains("Stage 1 of 2: 0 of 1 approved, waiting for the requester's manager");

    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS))
                .anyMatch(
                    one ->
                        one.words()
                            .contains("This request is waiting for the requester's manager")));
    chloe.click(card, "approve");
    PostedMessage turn = onlyReplyThere("now waits for sre-leads (stage 2 of 2)");
    assertThat(turn.mentions(bruno.id())).isTrue();
    assertThat(turn.mentions(chloe.id())).as("she has approved").isFalse();
    readsThere(bruno, "Stage 2 of 2: 0 of 1 approved, waiting for sre-leads");

    bruno.click(card, "approve_with_changes");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("shorter_duration", "1800", "comment", "half an hour is enough"));
    alerted(ana, "for 30 minutes instead of 2 hours");
    alerted(ana, "is ready");
    readsThere(bruno, "30 minutes (requested: 2 hours)");
    readsThere(bruno, "Bruno Costa: half an hour is enough");
    alerted(ana, "Bruno Costa: half an hour is enough");
    assertThat(event("request_reviewed").path("reason").asText())
        .isEqualTo("half an hour is enough");
  }

  @Test
  void after_half_an_hour_of_silence_dana_may_approve_instead_of_the_leads() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: .group:sre-leads.",
                "approvers: [group:sre-leads]\n"
                    + "    escalate: { after: 30m, to: ['person:dana@example.com'] }"));
    catalog.refresh();
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    PostedMessage card = card();
    onlyReplyThere("waits for a decision on");
    pass(Duration.ofMinutes(16));
    PostedMessage reminder = onlyReplyThere("is still waiting for a decision");
    assertThat(reminder.thread()).isEqualTo(card.ts());
    assertThat(reminder.mentions(bruno.id())).isTrue();
    assertThat(reminder.mentions(dana.id())).as("she can't decide yet").isFalse();
    dana.click(card, "approve");
    eventually(
        () ->
            assertThat(dana.messages(APPROVALS))
                .anyMatch(
                    one -> one.words().contains("only if its approvers don't decide for a while")));

    pass(Duration.ofMinutes(15));
    PostedMessage escalation =
        onlyReplyThere(
            "has waited for 30 minutes without a decision. Now dana@example.com can approve");
    assertThat(escalation.mentions(dana.id())).isTrue();
    assertThat(escalation.mentions(bruno.id())).as("he was reminded before").isFalse();
    readsThere(bruno, "Waiting for 1 approval from sre-leads · escalated to dana@example.com");
    dana.click(card, "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(bruno.replies(APPROVALS)).isEmpty());
    assertThat(event("request_escalated").get("to").asText()).isEqualTo("dana@example.com");
    assertThat(event("request_reviewed").get("stage").get("escalated").asBoolean()).isTrue();
  }
}
