package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** First the manager approves, and then a lead. */
@QuarkusTest
class ApprovedInStagesTest extends Story {
  private static final String GROUP = "aws-prod-readonly";

  @Test
  void the_manager_and_a_lead_approve_one_after_the_other() {
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                "approvers: .group:sre-leads.",
                "stages: [{ approvers: [manager] }, { approvers: [group:sre-leads] }]"));
    catalog.refresh();
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    PostedMessage card = readsThere(bruno, "Ana Lima requests");
    assertThat(card.words())
        .contains("Stage 1 of 2: 0 of 1 approved, waiting for the requester's manager");

    bruno.click(card, "approve");
    readsThere(bruno, "It's the turn of the requester's manager (stage 1 of 2)");
    chloe.click(card, "approve");
    readsThere(bruno, "now waits for sre-leads (stage 2 of 2)");
    readsThere(bruno, "Stage 2 of 2: 0 of 1 approved, waiting for sre-leads");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();

    bruno.click(card, "approve");
    alerted(ana, "is ready until");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alerted(ana, "has ended (time was up)");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }
}
