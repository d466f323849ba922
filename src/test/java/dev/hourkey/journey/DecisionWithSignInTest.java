package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.login.LoginSwitches;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided with a sign-in to Entra, and what a stolen session is worth there. */
@QuarkusTest
class DecisionWithSignInTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String SESSION = "q_session_console";

  private LoginSwitches entra = HourkeySandbox.get().login().switches();

  @BeforeEach
  void readSwitches() {
    entra = HourkeySandbox.get().login().switches();
  }

  @AfterEach
  void switchesOff() {
    HourkeySandbox.get().login().reset();
  }

  @Test
  void an_approval_counts_once_its_approver_has_signed_in_for_it() throws Exception {
    change(DecisionWithSignInTest::signIn);
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    assertThat(card.json().toString())
        .contains("Sign in to decide", page())
        .doesNotContain("approve_with_changes", "\"deny\"");

    WebVisitor browser = new WebVisitor(hourkey);
    Shown page = browser.signIn(page(), "Bruno Costa");
    assertThat(page.body())
        .contains(
            "Ana Lima requests Production, read only",
            "ana@example.com",
            REASON,
            "ReadOnlyAccess in ",
            "(111122223333)",
            "0 of 1 by sre-leads",
            "None: this is the first one for this access",
            "Sign in and approve",
            "Sign in and deny");
    Shown login = decide(browser, Map.of("choice", "approve", "seconds", "1800", "reason", "ok"));
    assertThat(login.at().getQuery()).contains("prompt=login", "login_hint=bruno@example.com");
    assertThat(login.body()).contains("It asks for MFA (c1).");
    assertThat(number("select count(*) from review")).isZero();

    Shown sent = browser.pick(login, "Bruno Costa");
    assertThat(sent.at().getPath()).isEqualTo(page());
    assertThat(browser.cookies()).doesNotContainKey("q_session_step-up").containsKey(SESSION);
    alerted(ana, "is ready");
    assertThat(browser.open(sent.at().toString()).body()).contains("Your approval was recorded.");
    JsonNode reviewed = event("request_reviewed");
    assertThat(reviewed.at("/duration").asText()).isEqualTo("PT30M");
    assertThat(reviewed.at("/reason").asText()).isEqualTo("ok");
    assertThat(reviewed.at("/signIn/context").asText()).isEqualTo("c1");
    assertThat(reviewed.at("/signIn/at").asText()).startsWith("20");
  }

  @Test
  void a_click_in_slack_decides_nothing_and_leads_to_the_page() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage old = card();
    change(DecisionWithSignInTest::signIn);
    eventually(() -> assertThat(card().json().toString()).contains(page()));

    bruno.click(old, "approve");
    PostedMessage refused = readsThere(bruno, "needs a sign-in to Entra");
    assertThat(refused.json().toString()).contains(page());
    assertThat(event("review_refused").at("/reason").asText()).contains("needs a sign-in to Entra");

    chloe.click(old, "deny");
    assertThat(readsThere(chloe, "needs a sign-in to Entra").json().toString()).contains(page());
    assertThat(chloe.form()).isEmpty();
    assertThat(number("select count(*) from review")).isZero();
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isOne();
  }

  @Test
  void an_approval_from_slack_ends_the_request_once_the_policy_demands_a_sign_in()
      throws SQLException {
    change(example -> example.replace("  approvals: 1\n", "  approvals: 2\n"));
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(card().words()).contains("1 more needed"));
    change(example -> signIn(example.replace("  approvals: 1\n", "  approvals: 2\n")));
    alerted(ana, "it was approved without the sign-in that the policy demands now");
    assertThat(number("select count(*) from access_grant")).isZero();
  }

  @Test
  void a_stolen_console_session_decides_nothing() throws Exception {
    change(DecisionWithSignInTest::signIn);
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    WebVisitor victim = new WebVisitor(hourkey);
    var _ = victim.signIn(page(), "Bruno Costa");
    WebVisitor thief = new WebVisitor(hourkey);
    thief.plant(SESSION, victim.cookies().get(SESSION));
    assertThat(thief.open(page()).body()).contains("Sign in and approve");

    Shown login = decide(thief, Map.of("choice", "approve"));
    assertThat(login.body()).contains("Who are you?");
    URI begun = stepUp();
    assertThat(thief.get(begun).headers().firstValue("Location").orElseThrow())
        .startsWith(HourkeySandbox.get().uri().toString());
    assertThat(thief.pick(login, "Eli Brandt").body())
        .contains("The person who signed in is not the person who decided");

    var _ = decide(thief, Map.of("choice", "approve"));
    assertThat(victim.signIn(stepUp().toString(), "Bruno Costa").body())
        .as("the victim is led to a decision of the thief")
        .contains("No decision to sign in for");
    assertThat(number("select count(*) from review")).isZero();
    assertThat(number("select count(*) from submission where kind = 'APPROVE'")).isZero();
  }

  @Test
  void one_sign_in_serves_one_decision() throws Exception {
    change(DecisionWithSignInTest::signIn);
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    WebVisitor browser = new WebVisitor(hourkey);
    var _ = browser.signIn(page(), "Bruno Costa");
    Shown login = decide(browser, Map.of("choice", "deny", "reason", "not now"));
    URI first = stepUp();
    URI callback =
        URI.create(browser.get(picked(login)).headers().firstValue("Location").orElseThrow());
    assertThat(browser.get(callback).statusCode()).isEqualTo(302);
    String session = browser.cookies().get("q_session_step-up");
    assertThat(browser.open(first.toString()).at().getPath()).isEqualTo(page());
    eventually(
        () ->
            assertThat(number("select count(*) from access_request where phase = 'DENIED'"))
                .isOne());

    ask(ana, "prod-readonly", HOUR, REASON);
    eventually(
        () ->
            assertThat(number("select count(*) from access_request where phase = 'PENDING'"))
                .isOne());
    browser.plant("q_session_step-up", session);
    assertThat(decide(browser, Map.of("choice", "approve")).body())
        .contains("keeps showing an earlier sign-in, so nothing was decided");
    assertThat(browser.open(callback.toString()).at().getPath()).doesNotContain("step-up");
    assertThat(number("select count(*) from submission where kind = 'APPROVE'")).isZero();
  }

  @Test
  void a_sign_in_that_proves_too_little_decides_nothing_and_keeps_what_was_written()
      throws Exception {
    change(DecisionWithSignInTest::signIn);
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    WebVisitor browser = new WebVisitor(hourkey);
    var _ = browser.signIn(page(), "Bruno Costa");

    entra.contextGranted(false);
    notProven(browser, "did not confirm that you satisfied the authentication context c1");
    entra.contextGranted(true);
    entra.authTime(false);
    notProven(browser, "needs the optional claim auth_time");
    entra.authTime(true);
    entra.promptHonoured(false);
    entra.signedInAgo(Duration.ofMinutes(10));
    notProven(browser, "Entra did not ask you to sign in for this decision");
    entra.promptHonoured(true);

    Shown login = decide(browser, denial());
    Shown cancelled = browser.open(login.at() + "&cancelled=yes");
    assertThat(cancelled.body())
        .contains(
            "You didn&#39;t complete the sign-in, so nothing was decided.", "not now, please");

    entra.mayUseContext("bruno@example.com", false);
    login = decide(browser, denial());
    assertThat(browser.pick(login, "Bruno Costa").status()).isEqualTo(403);
    assertThat(number("select count(*) from review")).isZero();
    assertThat(event("review_refused").at("/reason").asText()).contains("didn't complete");
  }

  private void notProven(WebVisitor browser, String why) throws SQLException {
    Shown page = browser.pick(decide(browser, denial()), "Bruno Costa");
    assertThat(page.body()).contains(why, "not now, please", "Sign in and deny");
    assertThat(browser.cookies()).doesNotContainKey("q_session_step-up");
  }

  private static Map<String, String> denial() {
    return Map.of("choice", "deny", "reason", "not now, please");
  }

  @Test
  void the_rules_for_approvers_are_those_of_slack() throws Exception {
    change(DecisionWithSignInTest::signIn);
    ask(bruno, "prod-readonly", HOUR, REASON);
    card();
    WebVisitor requester = new WebVisitor(hourkey);
    assertThat(requester.signIn(page(), "Bruno Costa").body())
        .contains("You can&#39;t approve or deny your own request")
        .doesNotContain(REASON, "Sign in and approve");
    WebVisitor stranger = new WebVisitor(hourkey);
    assertThat(stranger.signIn(page(), "Ana Lima").body())
        .contains("not an approver")
        .doesNotContain(REASON, "Sign in and approve");
    assertThat(stranger.send(page(), Map.of("choice", "approve")).body())
        .contains("not an approver");

    WebVisitor approver = new WebVisitor(hourkey);
    var _ = approver.signIn(page(), "Chloé Martin");
    assertThat(approver.send(page(), Map.of("choice", "deny", "reason", " ")).body())
        .contains("Give a reason");
    assertThat(approver.send(page(), Map.of("reason", "x")).status()).isEqualTo(400);
    assertThat(
            approver
                .send(page(), Map.of("choice", "approve"), "Sec-Fetch-Site", "cross-site")
                .status())
        .isEqualTo(403);
    assertThat(number("select count(*) from awaited_decision")).isZero();
  }

  /** Sends the form, and goes on to Entra's sign-in. */
  private Shown decide(WebVisitor browser, Map<String, String> form) throws SQLException {
    Shown next = browser.send(page(), form);
    Matcher link = Pattern.compile("href=\"(/console/step-up[^\"]+)\"").matcher(next.body());
    assertThat(link.find()).as(next.body()).isTrue();
    return browser.open(link.group(1).replace("&amp;", "&"));
  }

  /** Where the last decision is to be signed in for. */
  private URI stepUp() throws SQLException {
    return hourkey.resolve(
        "/console/step-up?decision="
            + text("select id from awaited_decision order by begun_at desc limit 1", database));
  }

  private URI picked(Shown login) {
    String bruno =
        HourkeySandbox.get().entra().signIns().stream()
            .filter(one -> one.displayName().equals("Bruno Costa"))
            .findFirst()
            .orElseThrow()
            .id();
    return URI.create(login.at() + "&person=" + bruno);
  }

  private String page() throws SQLException {
    return "/console/decisions/"
        + text(
            "select id from access_request where phase = 'PENDING' or decided_at is not null order"
                + " by requested_at desc limit 1",
            database);
  }

  private static String text(String query, javax.sql.DataSource database) throws SQLException {
    try (var connection = database.getConnection();
        var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String signIn(String example) {
    return example.replaceFirst(
        "approvers: \\[group:sre-leads\\]", "approvers: [group:sre-leads]\n    decide_with: entra");
  }

  private void change(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    catalog.refresh();
  }
}
