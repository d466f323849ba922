package dev.hourkey.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hourkey.support.Patience.eventually;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.hourkey.sandbox.collector.CollectorStandIn;
import dev.hourkey.support.Accessibility;
import dev.hourkey.support.Chromium;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is around Slack on the page: the tour, bad days, the audit trail, and the pretend AWS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxPanelsTest {
  private static final String LINK =
      "/start/#/console?account_id=111122223333&role_name=ReadOnlyAccess";

  private Chromium browser;
  private Sandbox sandbox;
  private Page page;

  @BeforeAll
  void start() {
    browser = new Chromium();
    sandbox = new Sandbox(0);
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      sandbox.close();
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    sandbox.reset();
    page = browser.open(1440, 900);
    page.navigate(sandbox.uri().toString());
    assertThat(page.getByTestId("channel-general")).isVisible();
  }

  @AfterEach
  void close() {
    page.close();
    sandbox.reset();
  }

  @Test
  void the_tour_points_at_what_to_press_next_and_remembers_how_far_it_is() {
    Locator tour = page.getByTestId("tour");
    assertThat(tour).containsText("1 of 8: Request access");
    pointsAt("composer");
    page.getByTestId("tour-show").press("Enter");
    assertThat(page.getByTestId("composer")).isFocused();

    sandbox.slack().person("U0ANA").say("aws-approvals", "As if it were a card");
    assertThat(tour).containsText("2 of 8: Decide");
    pointsAt("person-bruno");
    page.getByTestId("person-bruno").click();
    pointsAt("channel-aws-approvals");
    Accessibility.checkAll(page, "tour");

    page.reload();
    assertThat(tour).containsText("2 of 8");
    sandbox.entra().setMember("aws-prod-readonly", "ana@example.com", true);
    assertThat(tour).containsText("3 of 8: Watch");
    page.setViewportSize(390, 844);
    pointsAt("show-systems"); // What it points at is in the other part of the page.
    page.getByTestId("show-systems").click();
    pointsAt("aws");
    Chromium.picture(page, "tour-phone");

    page.getByTestId("tour-close").click();
    assertThat(tour).isHidden();
    page.reload();
    assertThat(page.getByTestId("channel-general")).isVisible();
    assertThat(tour).isHidden();
    page.getByTestId("show-systems").click();
    page.getByTestId("tour-resume").click();
    assertThat(tour).containsText("3 of 8");
  }

  @Test
  void the_tour_begins_again_when_the_sandbox_was_restarted() {
    Locator tour = page.getByTestId("tour");
    sandbox.slack().person("U0ANA").say("aws-approvals", "As if it were a card");
    sandbox.entra().setMember("aws-prod-readonly", "ana@example.com", true);
    assertThat(tour).containsText("3 of 8: Watch");

    int port = sandbox.uri().getPort();
    sandbox.close();
    sandbox = new Sandbox(port);

    assertThat(tour).containsText("1 of 8: Request access");
    page.reload();
    assertThat(tour).containsText("1 of 8: Request access");
  }

  @Test
  void the_page_says_which_place_its_times_are_of() {
    assertThat(page.locator("#time .aside").first()).containsText("Berlin time");
    assertThat(page.getByTestId("trail"))
        .containsText("in Berlin time, those of the console in UTC");
  }

  private void pointsAt(String testId) {
    eventually(
        () -> {
          BoundingBox ring = page.locator("#pointer").boundingBox();
          BoundingBox there = page.getByTestId(testId).boundingBox();
          Assertions.assertThat(ring).isNotNull();
          Assertions.assertThat(ring.x).isCloseTo(there.x - 4, Assertions.within(1.0));
          Assertions.assertThat(ring.y).isCloseTo(there.y - 4, Assertions.within(1.0));
        });
  }

  @Test
  void a_bad_day_says_what_it_does_and_is_undone() throws Exception {
    try (var wire = new Wire(sandbox)) {
      Locator day = page.getByTestId("day-entra-throttles");
      assertThat(day).containsText("answers every call with 429");
      page.getByTestId("begin-entra-throttles").click();
      assertThat(day).containsText("an alarm in #aws-ops");
      Assertions.assertThat(wire.get("/v1.0/users").status()).isEqualTo(429);
      event(wire, 7, "grant opened: prod-readonly");
      assertThat(page.getByTestId("trail")).containsText("grant opened: prod-readonly · Ana Lima");
      page.setViewportSize(390, 844);
      page.getByTestId("show-systems").click();
      Accessibility.checkAll(page, "panels");

      page.getByTestId("undo-entra-throttles").click();
      assertThat(page.getByTestId("begin-entra-throttles")).isVisible();
      Assertions.assertThat(wire.get("/v1.0/users").status()).isEqualTo(200);
    }
  }

  private static void event(Wire wire, int number, String message) throws Exception {
    String event =
        """
        {"time":1,"event":{"time":1790000000000,"message":"%s",
         "metadata":{"sequence":%d},"actor":{"user":{"name":"Ana Lima"}}}}
        """;
    wire.send(
        "POST",
        CollectorStandIn.PATH,
        event.replace("\n", "").formatted(message, number),
        Map.of("Authorization", CollectorStandIn.AUTHORIZATION));
  }

  @Test
  void somebody_is_another_person_by_the_arrow_keys_and_sees_what_that_one_may_do() {
    assertThat(page.getByTestId("person-bruno")).containsText("Requests and approves");
    page.getByTestId("person-ana").press("ArrowDown");
    assertThat(page.getByTestId("person-bruno")).hasAttribute("aria-checked", "true");
    assertThat(page.getByTestId("person-bruno")).isFocused();
    page.setViewportSize(390, 844);
    assertThat(page.getByTestId("me"))
        .hasText("Bruno Costa: Engineering lead. Requests and approves");
  }

  @Test
  void starting_over_is_asked_for_and_makes_everything_as_it_was() {
    sandbox.slack().person("U0ANA").say("general", "Hello");
    sandbox.entra().setMember("aws-prod-admin", "ana@example.com", true);
    page.getByTestId("tour-next").click();
    assertThat(page.getByTestId("messages")).containsText("Hello");
    assertThat(page.getByTestId("entra-group-aws-prod-admin").locator("li")).hasCount(1);
    page.getByTestId("start-over").click();
    page.getByTestId("confirm-yes").click();
    assertThat(page.getByTestId("messages")).not().containsText("Hello");
    assertThat(page.getByTestId("tour")).containsText("1 of 8");
    assertThat(page.getByTestId("entra-group-aws-prod-admin").locator("li")).hasCount(0);
  }

  @Test
  void the_simulated_aws_lets_in_only_people_that_aws_shows_as_members() {
    page.navigate(sandbox.uri() + LINK);
    Locator portal = page.getByTestId("portal");
    assertThat(portal).containsText("No access");
    assertThat(portal).containsText("no entry ReadOnlyAccess in account 111122223333 for Ana Lima");

    sandbox.aws().setMember("aws-prod-readonly", "ana@example.com", true);
    assertThat(portal).containsText("You would be in the AWS console of Production");
    assertThat(portal).containsText("Ana Lima, ana@example.com");
    Accessibility.checkAll(page, "portal");

    page.getByTestId("portal-person").selectOption("Noor Haddad");
    assertThat(portal).containsText("Noor Haddad is not a user in AWS");
    page.getByTestId("portal-person").selectOption("Dana Novak");
    assertThat(portal).containsText("for Dana Novak");
    portal.getByText("Your accounts").click();
    assertThat(page.getByTestId("portal-entries"))
        .hasText("Log archive (777788889999) ReadOnlyAccess");

    page.getByTestId("portal-person").selectOption("Ana Lima");
    assertThat(page.getByTestId("portal-entries")).containsText("Production");
    sandbox.aws().setActive("ana@example.com", false);
    assertThat(portal).containsText("disabled in AWS");
  }
}
