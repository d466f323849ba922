package dev.hourkey.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three people's Homes on the sandbox's page, on a desktop and on a phone. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomeOnThePageTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Chromium browser;
  private Page page;

  @BeforeAll
  void startBrowser() {
    browser = new Chromium();
  }

  @AfterEach
  void closePage() {
    page.close();
  }

  @AfterAll
  void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void everybody_finds_their_own_on_a_desktop_and_on_a_phone() throws Exception {
    HourkeySandbox.policy("\nroles: { operators: [group:sre-leads] }\n");
    catalog.refresh();
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    ask(ana, "staging-poweruser", HOUR, REASON);
    alerted(ana, "is ready");
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval("aws-staging-poweruser", ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    pass(Duration.ofMinutes(18));
    ask(ana, "prod-admin", HOUR, REASON + ", I need to grow the volume");
    readsThere(bruno, "Production, administrator");

    page = browser.open(1440, 900);
    page.navigate(sandbox.uri().toString());
    assertThat(page.getByTestId("run-shortcut")).containsText("Request AWS access");
    assertThat(homeOf("ana")).containsText("is active until");
    assertThat(homeOf("ana")).containsText("Recently ended");
    Chromium.picture(page, "home-1-holder");
    assertThat(homeOf("greta")).containsText("Guests can only request access");
    Chromium.picture(page, "home-2-guest");

    sandbox.entra().job().state(State.QUARANTINED);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    assertThat(homeOf("bruno")).containsText("Entra→AWS synchronization stopped");
    Chromium.picture(page, "home-3-approver-and-operator");

    page.setViewportSize(390, 844);
    Chromium.picture(page, "home-4-phone-approver");
    assertThat(homeOf("ana")).containsText("is active until");
    Chromium.picture(page, "home-5-phone-holder");
    homeOf("bruno").getByTestId("action-approve").click();
    page.getByTestId("confirm-yes").click();
    assertThat(homeOf("bruno")).not().containsText("Waiting for your decision");
    page.getByTestId("action-request_access").click();
    assertThat(page.getByTestId("modal")).containsText("What do you need?");
    Chromium.picture(page, "home-6-phone-form");
  }

  @Test
  void the_form_is_readable_with_all_its_fields_on_a_desktop_and_on_a_phone() {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                    "    permission_set: ReadOnlyAccess\n",
                    """
                        permission_set: ReadOnlyAccess
                        break_glass: { eligible: [group:engineering], review_by: [group:sre-leads] }
                        on_behalf_of: [group:sre-leads]
                        start_ahead: 14d
                    """)
                + "bundles: [{ id: incident, name: Incident kit, entitlements: [prod-readonly,"
                + " prod-admin] }]\n");
    catalog.refresh();
    page = browser.open(1280, 900);
    page.navigate(sandbox.uri().toString());
    page.getByTestId("person-bruno").click();
    bruno.run("general", "/aws-access prod-readonly 9h INC-42: disk full on db-1");
    assertThat(page.getByTestId("modal")).containsText("Emergency?");
    pictures("form-1-all-fields");
    bruno.closeForm();
    bruno.run("general", "/aws-access incident 1h");
    assertThat(page.getByTestId("modal")).containsText("Production, administrator");
    pictures("form-2-bundle");
    bruno.closeForm();
    bruno.run("general", "/aws-access Payments 1h INC-42");
    assertThat(page.getByTestId("modal")).containsText("No access called");
    pictures("form-3-unknown");
    bruno.closeForm();
    bruno.run("general", "/aws-access prod-readonly 1h INC-42: disk full on db-1");
    card();
    bruno.run("general", "/aws-access prod-readonly");
    assertThat(page.getByTestId("modal")).containsText("is still waiting for a decision");
    pictures("form-4-pending");
  }

  /** The form from top to bottom, wide and narrow. */
  private void pictures(String name) {
    for (int width : new int[] {1280, 390}) {
      page.setViewportSize(width, 1500);
      Chromium.picture(page, name + "-" + width);
    }
  }

  private Locator homeOf(String person) {
    page.getByTestId("person-" + person).click();
    page.getByTestId("app-home").click();
    return page.getByTestId("messages");
  }
}
