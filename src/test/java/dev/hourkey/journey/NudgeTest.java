package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A requester reminds the approvers, once. */
@QuarkusTest
class NudgeTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String BUTTON = "Remind approvers";
  private static final String NUDGES =
      "select count(*) from audit_event where type = 'request_nudged'";

  @Test
  void after_some_minutes_the_requester_can_remind_the_approvers_once() throws Exception {
    long before = number(NUDGES);
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision on");
    assertThat(alerted(ana, "You requested").words()).doesNotContain(BUTTON);
    pass(Duration.ofMinutes(6));
    PostedMessage message = alerted(ana, BUTTON);

    ana.click(message, "nudge");
    ana.click(message, "nudge"); // Twice: it has one effect, and no answer.
    PostedMessage reminder = onlyReplyThere("*Ana Lima* asks you again for a decision on");
    assertThat(reminder.thread()).isEqualTo(card().ts());
    assertThat(reminder.mentions(bruno.id()) && reminder.mentions(chloe.id())).isTrue();
    assertThat(alerted(ana, "The approvers were reminded").words()).doesNotContain(BUTTON);
    eventually(
        () ->
            assertThat(number("select count(*) from submission where next_try_at is not null"))
                .isZero());
    assertThat(number(NUDGES) - before).isOne();
    assertThat(event("request_nudged").get("by").asText()).isNotEmpty();
    assertThat(ana.directMessages()).hasSize(1);

    pass(Duration.ofMinutes(10));
    onlyReplyThere("is still waiting for a decision on");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(bruno.replies(APPROVALS)).isEmpty());
  }

  @Test
  void the_same_button_is_on_the_home_of_the_requester() throws Exception {
    assertThat(ana.openHome().acknowledged()).isTrue();
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision on");
    eventually(() -> assertThat(home()).contains("Waiting for 1 approval").doesNotContain(BUTTON));
    pass(Duration.ofMinutes(6));
    eventually(() -> assertThat(home()).contains(BUTTON));
    ana.click(ana.home().orElseThrow(), "nudge");
    onlyReplyThere("*Ana Lima* asks you again for a decision on");
    eventually(
        () -> assertThat(home()).contains("The approvers were reminded").doesNotContain(BUTTON));
  }

  private String home() {
    return ana.home().map(View::words).orElse("");
  }

  @Test
  void nobody_else_can_remind_them_and_not_once_it_is_decided() {
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision on");
    pass(Duration.ofMinutes(6));
    PostedMessage message = alerted(ana, BUTTON);
    chloe.click(message, "nudge");
    alerted(chloe, "Only the requester can remind the approvers of this request.");
    onlyReplyThere("waits for a decision on");
    bruno.click(card(), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("reason", "Use the dashboards"));
    alerted(ana, "Denied by");
    ana.click(message, "nudge");
    alerted(ana, "This request was already denied");
  }

  @Test
  void approvers_outside_the_channel_are_reminded_by_another_direct_message() {
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1));
    ask(ana, "prod-readonly", HOUR, REASON);
    String first = alerted(chloe, "open it there").ts();
    pass(Duration.ofMinutes(6));
    ana.click(alerted(ana, BUTTON), "nudge");
    onlyReplyThere("asks you again for a decision on");
    eventually(
        () ->
            assertThat(chloe.directMessages())
                .singleElement()
                .satisfies(one -> assertThat(one.ts()).isNotEqualTo(first)));
  }
}
