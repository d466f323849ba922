package dev.hourkey.console;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.hourkey.request.StepUpDecisions;
import dev.hourkey.sandbox.login.LoginStandIn;
import dev.hourkey.sandbox.login.LoginSwitches;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way through Entra's sign-in and back, over HTTP. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SignInTest {
  private static final String SESSION = "q_session_console";

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject CurrentUser currentUser;
  @Inject StepUpDecisions decisions;
  @Inject ConsoleSettings settings;
  @Inject TokenClock tokenClock;

  private WebVisitor browser = new WebVisitor(hourkey);
  private LoginSwitches entra = HourkeySandbox.get().login().switches();

  @Inject MovableClock clock;

  @BeforeEach
  void openBrowser() {
    clock.advance(Duration.ofMinutes(1)); // The pages of a minute are limited.
    browser = new WebVisitor(hourkey);
    entra = HourkeySandbox.get().login().switches();
  }

  @AfterEach
  void switchesOff() {
    HourkeySandbox.get().login().reset();
  }

  @Test
  void signing_in_leads_back_to_the_page_that_was_wanted() {
    Shown page = browser.signIn("/console/my-access", "Ana Lima");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.at().getPath()).isEqualTo("/console/my-access");
    assertThat(page.body()).contains("Ana Lima");
  }

  @Test
  void nothing_of_the_console_is_shown_without_a_sign_in() {
    for (String path : new String[] {"/console", "/console/my-access"}) {
      HttpResponse<String> answer = browser.get(hourkey.resolve(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location").orElseThrow())
          .startsWith(HourkeySandbox.get().uri() + "/" + LoginStandIn.TENANT)
          .contains("code_challenge_method=S256", "&nonce=", "&state=");
    }
  }

  @Test
  void signing_out_ends_the_session_here_and_at_entra() {
    var _ = browser.signIn("/console", "Ana Lima");
    Shown out = browser.send("/console/sign-out", Map.of());
    assertThat(out.at().getPath()).isEqualTo("/console/signed-out");
    assertThat(out.body()).contains("You are signed out");
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
    assertThat(browser.open("/console").body()).contains("Who are you?");
  }

  @Test
  void only_the_form_signs_out_and_without_a_session_it_asks_for_no_sign_in() {
    var _ = browser.signIn("/console", "Ana Lima");
    Shown link = browser.open("/console/sign-out");
    assertThat(link.status()).isEqualTo(405);
    assertThat(link.body()).contains("This address only accepts a form");
    assertThat(browser.cookies()).containsKey(SESSION);
    browser.forget(SESSION);
    assertThat(browser.send("/console/sign-out", Map.of()).body()).contains("You are signed out");
  }

  /** REST would accept each spelling, and some would bypass the checks that go by the path. */
  @ParameterizedTest
  @CsvSource({
    "/console/step-up;x=1, 404, ''",
    "/console;x/step-up, 404, ''",
    "/console;x=1/my-access, 404, ''",
    "/console;, 404, ''",
    "/console/callback;x?state=1, 404, ''",
    "/console;/sign-out, 404, ''",
    "/console/step-up/, 308, /console/step-up",
    "/console/step-up//?decision=1, 308, /console/step-up?decision=1",
    "//console/step-up, 308, /console/step-up",
    "/console//step-up, 308, /console/step-up",
    "/console/./step-up, 308, /console/step-up",
    "/console/%73tep-up, 308, /console/step-up",
    "/%63onsole/my-access, 308, /console/my-access",
    "/console/, 308, /console",
    "/console/assets/../my-access, 308, /console/my-access",
    "/console/assets/%2e%2e/my-access/, 308, /console/my-access",
    "/console/step-up%2F, 404, ''",
    "/console/my-access%3Bx, 404, ''",
  })
  void an_address_has_one_spelling_and_no_other_passes_a_check(
      String path, int status, String leadsTo) {
    var _ = browser.signIn("/console", "Ana Lima");
    HttpResponse<String> answer =
        browser.get(URI.create(hourkey.toString().replaceAll("/$", "") + path));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Location").orElse("")).isEqualTo(leadsTo);
    assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(browser.cookies()).containsKey(SESSION);
    assertThat(browser.send(answer.uri().toString(), Map.of()).status())
        .as("a form")
        .isIn(404, 405);
    assertThat(browser.cookies()).containsKey(SESSION);
  }

  /** Even if a request with a visitor's session reached the page. */
  @Test
  void the_page_for_decisions_takes_no_other_sign_in_and_ends_none() {
    SecurityIdentity visitor =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(() -> "ana")
            .addAttribute("tenant-id", "console")
            .build();
    StepUpPage page =
        new StepUpPage(
            currentUser, decisions, settings, visitor, untouched(OidcSession.class), tokenClock);
    assertThatThrownBy(() -> page.proven(UUID.randomUUID(), false, untouched(HttpHeaders.class)))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            refused -> assertThat(refused.getResponse().getStatus()).isEqualTo(403));
  }

  private static <T> T untouched(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> fail(method.getName() + " was called")));
  }

  @Test
  void the_session_is_encrypted_and_short_and_scripts_cannot_read_it() {
    Shown page = browser.open("/console");
    HttpResponse<String> back = redirectWithCode(page, "Ana Lima");
    String cookie =
        browser
            .get(URI.create(back.headers().firstValue("Location").orElseThrow()))
            .headers()
            .allValues("Set-Cookie")
            .stream()
            .filter(one -> one.startsWith(SESSION))
            .findFirst()
            .orElseThrow();
    assertThat(cookie).contains("HTTPOnly", "SameSite=Lax", "Path=/console");
    assertThat(cookie).containsPattern("Max-Age=3[56]\\d\\d;");
    assertThat(cookie.split("\\.", -1)[0]).startsWith(SESSION + "=eyJ");
    assertThat(cookie).doesNotContain("Ana");
  }

  @Test
  void a_token_of_another_tenant_opens_nothing() {
    entra.foreignTenant(true);
    refused(browser.signIn("/console", "Ana Lima"));
  }

  @Test
  void somebody_without_a_role_sees_only_their_own_access() {
    Shown page = browser.signIn("/console", "Ana Lima");
    assertThat(page.at().getPath()).isEqualTo("/console/my-access");
    assertThat(page.body()).contains("Your own access");
  }

  @Test
  void an_app_role_comes_with_the_token() {
    assertThat(browser.signIn("/console", "Bruno Costa").body()).contains("<small>Viewer");
  }

  @Test
  void too_many_groups_in_entra_change_nothing() {
    entra.overage(true);
    assertThat(browser.signIn("/console", "Noor Haddad").body()).contains("<small>Auditor");
  }

  @Test
  void a_callback_that_is_replayed_signs_nobody_in() {
    HttpResponse<String> back = redirectWithCode(browser.open("/console"), "Chloé Martin");
    URI callback = URI.create(back.headers().firstValue("Location").orElseThrow());
    assertThat(browser.get(callback).statusCode()).isEqualTo(302);
    assertThat(browser.cookies()).containsKey(SESSION);

    WebVisitor thief = new WebVisitor(hourkey);
    refused(thief.open(callback.toString()));
    assertThat(thief.cookies()).doesNotContainKey(SESSION);

    browser.forget(SESSION);
    refused(browser.open(callback.toString()));
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void a_sign_in_that_somebody_else_began_cannot_be_completed() {
    WebVisitor attacker = new WebVisitor(hourkey);
    HttpResponse<String> back = redirectWithCode(attacker.open("/console"), "Eli Brandt");
    URI callback = URI.create(back.headers().firstValue("Location").orElseThrow());
    var _ = browser.open("/console"); // The victim has a state of their own.
    refused(browser.open(callback.toString()));
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void a_forged_state_is_refused() {
    HttpResponse<String> back = redirectWithCode(browser.open("/console"), "Ana Lima");
    String callback = back.headers().firstValue("Location").orElseThrow();
    refused(browser.open(callback.replaceAll("state=[^&]+", "state=00000000")));
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void a_session_that_was_planted_does_not_survive_the_sign_in() {
    WebVisitor attacker = new WebVisitor(hourkey);
    assertThat(attacker.signIn("/console/my-access", "Eli Brandt").body()).contains("Eli Brandt");
    String planted = attacker.cookies().get(SESSION);
    Shown signIn = browser.open("/console/my-access");
    browser.plantInPlace(SESSION, planted);
    assertThat(browser.pick(signIn, "Ana Lima").body())
        .contains("Ana Lima")
        .doesNotContain("Eli Brandt");
    assertThat(browser.cookies().get(SESSION)).isNotEqualTo(planted);
    assertThat(browser.open("/console/my-access").body()).contains("Ana Lima");
    assertThat(attacker.open("/console/my-access").body())
        .as("the attacker keeps only their own session")
        .contains("Eli Brandt")
        .doesNotContain("Ana Lima");
  }

  @Test
  void a_forged_session_cookie_opens_nothing() {
    WebVisitor other = new WebVisitor(hourkey);
    var _ = other.signIn("/console", "Eli Brandt");
    browser.plant(SESSION, other.cookies().get(SESSION) + "x");
    assertThat(browser.open("/console").body()).contains("Who are you?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none"})
  void other_sites_can_send_no_form(String site) {
    var _ = browser.signIn("/console", "Ana Lima");
    Shown answer = browser.send("/console/sign-out", Map.of(), "Sec-Fetch-Site", site);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("This came from another site");
    assertThat(browser.cookies()).containsKey(SESSION);
  }

  @Test
  void browsers_that_do_not_name_the_site_must_name_the_origin() {
    var _ = browser.signIn("/console", "Ana Lima");
    assertThat(browser.send("/console/sign-out", Map.of(), new String[0]).status()).isEqualTo(403);
    assertThat(browser.send("/console/sign-out", Map.of(), "Origin", "null").status())
        .isEqualTo(403);
    assertThat(
            browser
                .send("/console/sign-out", Map.of(), "Origin", "https://hourkey.example")
                .status())
        .isEqualTo(403);
    String own = hourkey.toString().replaceAll("/$", "");
    assertThat(browser.send("/console/sign-out", Map.of(), "Origin", own).status()).isEqualTo(200);
  }

  @Test
  void people_can_sign_in_after_entra_has_changed_its_keys() {
    var _ = browser.signIn("/console", "Ana Lima");
    HourkeySandbox.get().login().rotateKeys();
    await() // A key that is not known is looked up only now and then.
        .untilAsserted(
            () -> {
              WebVisitor another = new WebVisitor(hourkey);
              assertThat(another.signIn("/console", "Ana Lima").status()).isEqualTo(200);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT30S", "PT-30S"})
  void clocks_may_be_half_a_minute_apart(String skew) {
    entra.skew(Duration.parse(skew));
    assertThat(browser.signIn("/console", "Ana Lima").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT10M", "PT-2H"})
  void a_token_that_is_not_valid_yet_or_any_more_opens_nothing(String skew) {
    entra.skew(Duration.parse(skew));
    refused(browser.signIn("/console", "Ana Lima"));
  }

  @Test
  void while_entra_is_away_people_read_a_sentence_and_the_rest_works() {
    Shown signIn = browser.open("/console");
    entra.down(true);
    Shown answer = browser.pick(signIn, "Ana Lima");
    assertThat(answer.status()).isIn(401, 503);
    assertThat(browser.get(hourkey.resolve("/q/health/live")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_script_without_a_session_is_told_to_load_the_page_again() {
    HttpResponse<String> answer =
        browser.get(hourkey.resolve("/console/my-access"), "HX-Request", "true");
    assertThat(answer.statusCode()).isEqualTo(499);
    assertThat(answer.headers().firstValue("HX-Refresh")).hasValue("true");
  }

  @Test
  void browsers_keep_nothing_and_run_nothing_but_our_own_files() {
    var _ = browser.signIn("/console", "Ana Lima");
    for (String path :
        new String[] {"/console/my-access", "/console/nowhere", "/console/my-access/x"}) {
      var headers = browser.get(hourkey.resolve(path)).headers();
      assertThat(headers.firstValue("Cache-Control")).as(path).hasValue("no-store");
      assertThat(headers.firstValue("Referrer-Policy")).hasValue("same-origin");
      assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void a_missing_page_answers_with_an_error_page() {
    Shown answer = browser.open("/console/nowhere");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("There is no such page");
  }

  private HttpResponse<String> redirectWithCode(Shown signIn, String person) {
    String id =
        HourkeySandbox.get().entra().signIns().stream()
            .filter(one -> one.displayName().equals(person))
            .findFirst()
            .orElseThrow()
            .id();
    return browser.get(URI.create(signIn.at() + "&person=" + id));
  }

  private static void refused(Shown answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("The sign-in did not work").doesNotContain("Sign out");
  }
}
