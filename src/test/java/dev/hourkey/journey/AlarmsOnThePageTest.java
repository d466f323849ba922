package dev.hourkey.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A bad day in the operations channel, as an operator reads it on the sandbox's page. */
@QuarkusTest
class AlarmsOnThePageTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";

  @Test
  void an_operator_reads_what_is_wrong_and_what_to_do() throws Exception {
    runMaintenance();
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    sandbox.entra().setMember(GROUP, "bruno@example.com", true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    sandbox.entra().job().state(State.QUARANTINED);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    pass(Duration.ofMinutes(61));
    pass(Duration.ofMinutes(3));

    try (var browser = new Chromium()) {
      Page page = browser.open(1440, 900);
      page.navigate(sandbox.uri().toString());
      page.getByTestId("person-bruno").click();
      page.getByTestId("channel-aws-ops").click();
      Locator channel = page.getByTestId("message");
      assertThat(channel.filter(with("🔍 Unapproved members"))).containsText("Bruno Costa");
      assertThat(channel.filter(with("Entra→AWS synchronization stopped")))
          .containsText("quarantine");
      assertThat(channel.filter(with("Overdue:"))).containsText("AWS still shows it (since");
      Chromium.picture(page, "alarms-1-channel");

      page.getByTestId("channel-general").click();
      page.getByTestId("composer").fill("/aws-access");
      page.getByTestId("composer").press("Enter");
      assertThat(page.getByTestId("modal")).containsText("Entra→AWS synchronization is stopped");
      Chromium.picture(page, "alarms-2-form");
    }
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
