package dev.hourkey.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One request, with mouse and keyboard on the sandbox's page. It takes the pictures of the README.
 */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestOnThePageTest extends JourneyTest {
  private Chromium browser;
  private Page page;

  @BeforeAll
  void startBrowser() {
    browser = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void ask_approve_live_and_gone_with_the_mouse_and_the_keyboard() {
    page = browser.open(1440, 900);
    page.navigate(sandbox.uri().toString());

    tourShows("1 of 8");
    asAna("channel-general");
    page.getByTestId("composer").fill("/aws-access");
    page.getByTestId("composer").press("Enter");
    assertThat(page.getByTestId("modal")).containsText("What do you need?");
    page.getByTestId("input-what").fill("administrator");
    page.locator("[role=option]").getByText("Production, administrator").click();
    assertThat(page.getByTestId("modal")).containsText("needs 2 approvals");
    Chromium.picture(page, "request-1-form");
    page.getByTestId("input-why").fill("INC-42: disk full");
    page.getByTestId("modal-submit").click();
    assertThat(page.getByTestId("modal")).containsText("at least 20 characters");
    page.getByTestId("input-why")
        .fill("INC-42: the disk of db-1 is full, I need to grow the volume");
    page.getByTestId("modal-submit").click();
    assertThat(page.getByTestId("modal")).isHidden();

    tourShows("2 of 8");
    as("person-bruno", "channel-aws-approvals");
    assertThat(cardOnPage()).containsText("Ana Lima requests Production, administrator");
    Chromium.picture(page, "request-2-card");
    approve();
    assertThat(cardOnPage()).containsText("1 more needed");
    as("person-chloe", "channel-aws-approvals");
    approve();
    assertThat(cardOnPage()).containsText("Active until");
    Chromium.picture(page, "request-3-approved");
    tourShows("3 of 8");
    page.getByTestId("tour-next").click();
    tourShows("4 of 8");

    asAna("channel-dm");
    assertThat(page.getByTestId("message").last()).containsText("is ready until");
    assertThat(page.getByTestId("aws-group-aws-prod-admin")).containsText("Ana Lima");
    Chromium.picture(page, "request-4-live");
    Page aws = page.waitForPopup(() -> page.getByTestId("action-open_console").last().click());
    assertThat(aws.getByTestId("portal")).containsText("in the AWS console of Production");
    assertThat(aws.getByTestId("portal")).containsText("AdministratorAccess");
    tourShows("5 of 8");

    page.getByTestId("time-plus-10m").click();
    page.getByTestId("time-plus-10m").click();
    assertThat(page.getByTestId("message").last()).containsText("End it now");
    page.getByTestId("message").last().getByTestId("action-end").click();
    assertThat(page.getByTestId("aws-group-aws-prod-admin")).containsText("leaving");
    tourShows("6 of 8");
    page.getByTestId("job-run").click();
    assertThat(page.getByTestId("message").first()).containsText("You ended");
    assertThat(page.getByTestId("aws-group-aws-prod-admin")).not().containsText("Ana Lima");
    tourShows("7 of 8");
    assertThat(aws.getByTestId("portal")).containsText("No access");
    assertThat(page.getByTestId("trail")).containsText("grant ended");
    Chromium.picture(page, "request-5-ended");
  }

  private void tourShows(String step) {
    assertThat(page.getByTestId("tour")).containsText(step);
  }

  /** The card, which began the thread in which approvers are mentioned. */
  private Locator cardOnPage() {
    return page.getByTestId("message").first();
  }

  private void approve() {
    cardOnPage().getByTestId("action-approve").click();
    page.getByTestId("confirm-yes").click();
  }

  private void asAna(String channel) {
    as("person-ana", channel);
  }

  private void as(String person, String channel) {
    page.getByTestId(person).click();
    page.getByTestId(channel).click();
  }
}
