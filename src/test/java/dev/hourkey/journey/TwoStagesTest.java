package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two stages: Chloé, the manager, and then Bruno, who allows less time than was requested. */
@QuarkusTest
class TwoStagesTest extends Story {
  @Test
  void the_manager_approves_first_and_a_lead_approves_for_less_time() {
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
                .anyMatch(one -> one.words().contains("It's the turn of the requester's manager")));
    chloe.click(card, "approve");
    readsThere(bruno, "now waits for sre-leads (stage 2 of 2)");
    readsThere(bruno, "Stage 2 of 2: 0 of 1 approved, waiting for sre-leads");

    bruno.click(card, "approve_shorter");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("shorter_duration", "1800"));
    alerted(ana, "for 30 minutes instead of 2 hours");
    alerted(ana, "is ready");
    readsThere(bruno, "30 minutes (requested: 2 hours)");
  }
}
