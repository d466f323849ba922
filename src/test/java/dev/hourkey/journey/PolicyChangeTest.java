package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What becomes of requests that are not decided when another policy file comes into force. */
@QuarkusTest
class PolicyChangeTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void the_card_shows_the_approvals_that_are_needed_now() {
    ask(ana, "prod-readonly", HOUR, REASON);
    assertThat(card().words()).contains("Waiting for 1 approval ");
    change(example -> example.replace("  approvals: 1\n", "  approvals: 2\n"));
    eventually(() -> assertThat(card().words()).contains("Waiting for 2 approvals"));

    bruno.click(card(), "approve");
    eventually(() -> assertThat(card().words()).contains("1 more needed"));

    change(example -> example);
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from access_request join policy_version"
                            + " on evaluated_against = digest"))
                .as("evaluated by the file that is in force")
                .isOne());
    allIsTold();
    assertThat(card().words()).as("the stricter version wins").contains("1 more needed");
    chloe.click(card(), "approve");
    alerted(ana, "is ready");
  }

  @Test
  void a_request_for_an_entitlement_that_is_gone_ends_and_the_requester_is_told() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    change(example -> example.replace("id: prod-readonly", "id: prod-viewer"));
    assertThat(alerted(ana, "ended, because the policy changed").words())
        .contains("Production, read only can no longer be requested");
    eventually(
        () ->
            assertThat(card().words())
                .contains("Ended because the policy changed")
                .doesNotContain("Approve"));
    assertThat(number("select count(*) from access_request where phase = 'CANCELLED'")).isOne();
    assertThat(event("request_ended_by_policy").path("subject").asText())
        .isEqualTo(event("access_requested").path("subject").asText());
  }

  @Test
  void a_request_of_somebody_who_is_no_longer_eligible_ends() {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    change(example -> example.replaceFirst("eligible: .*", "eligible: [person:dana@example.com]"));
    alerted(ana, "the requester is no longer eligible for it");
  }

  @Test
  void an_entitlement_that_is_only_unavailable_ends_no_request() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    change(example -> example.replaceFirst("group: aws-prod-readonly", "group: no-such-group"));
    pass(Duration.ofMinutes(2));
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from access_request where next_wake_at <= '"
                            + clock()
                            + "'"))
                .as("it was woken and evaluated")
                .isZero());
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isOne();
    change(example -> example);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  private void change(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    catalog.refresh();
  }
}
