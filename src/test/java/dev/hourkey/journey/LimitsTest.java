package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much of an access one person may have over time. */
@QuarkusTest
class LimitsTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String ENTITLEMENT = "prod-readonly";
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @Test
  void past_access_reduces_the_limit_until_enough_time_has_passed() throws Exception {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "    approvers: [group:sre-leads]\n",
                """
                    approvers: [group:sre-leads]
                    limits: { total: 1h, within: 1d, cool_down: 10m }
                """));
    assertThat(catalog.refresh().problems()).isEmpty();
    ask(ana, ENTITLEMENT, HALF_AN_HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    pass(HALF_AN_HOUR);
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(
        () ->
            assertThat(number("select count(*) from access_grant where phase = 'ENDED'")).isOne());

    ask(ana, ENTITLEMENT, Duration.ofHours(1), REASON);
    PostedMessage refusal = alerted(ana, "One person may have this access for 1 hour in 1 day");
    assertThat(refusal.words()).contains("30 minutes of that is left; 1 hour is possible from");
    assertThat(refusal.words()).doesNotContain("T00:", "Z.");

    pass(Duration.ofMinutes(10));
    ask(ana, ENTITLEMENT, HALF_AN_HOUR, REASON);
    eventually(() -> assertThat(number("select count(*) from access_request")).isEqualTo(2));
  }
}
