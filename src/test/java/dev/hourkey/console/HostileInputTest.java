package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that do not come from the pages' own links and forms. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class HostileInputTest {
  private static final String ID = "aaaaaaaa-0000-4000-8000-00000000000f";

  private static final List<String> VALUES =
      List.of(
          "\0",
          "'\"><script>alert(1)</script>",
          "%' or 1=1 --\\",
          "${7*7}{inject}",
          "a".repeat(3000),
          "99999999999999999999",
          "9223372036854775807",
          "-1");

  /** The pages, each with all parameters that it accepts. */
  private static final Map<String, List<String>> PAGES =
      Map.ofEntries(
          Map.entry(
              "grants",
              List.of(
                  "person", "entitlement", "account", "approver", "state", "from", "to", "after")),
          Map.entry(
              "requests",
              List.of(
                  "person", "entitlement", "account", "approver", "state", "from", "to", "after")),
          Map.entry("evidence/break-glass", List.of("open", "from", "to", "after")),
          Map.entry("service-levels", List.of("entitlement", "approver")),
          Map.entry("moment", List.of("time", "about")),
          Map.entry("audit-trail", List.of("origin", "below", "before")),
          Map.entry("audit-trail/events", List.of("type", "person", "before")),
          Map.entry("evidence/reviews", List.of("after")),
          Map.entry("evidence/standing", List.of("group", "person")),
          Map.entry("evidence/separation", List.of("after")),
          Map.entry("policy", List.of("person", "entitlement", "by", "start", "from", "before")),
          Map.entry("my-access", List.of("sent")),
          Map.entry("my-access/request", List.of("entitlement", "again")),
          Map.entry("decisions/" + ID, List.of("again", "sent")),
          Map.entry("signed-out", List.of("x")));

  private static final List<String> FORMS =
      List.of(
          "my-access/end",
          "my-access/cancel",
          "my-access/extend",
          "my-access/request",
          "decisions/" + ID,
          "audit-trail/export",
          "evidence/reviews",
          "evidence/reviews/" + ID,
          "evidence/reviews/" + ID + "/close");

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject Catalog catalog;
  @Inject MovableClock clock;

  private WebVisitor noor = new WebVisitor(hourkey);
  private SoftAssertions all = new SoftAssertions();

  @BeforeEach
  void signIn() {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
    all = new SoftAssertions();
    noor = new WebVisitor(hourkey);
    clock.advance(Duration.ofMinutes(1)); // The pages of a minute are limited.
    assertThat(noor.signIn("/console/audit-trail", "Noor Haddad").status()).isEqualTo(200);
  }

  @Test
  void no_parameter_makes_a_page_fail_or_becomes_part_of_it() {
    PAGES.forEach(
        (page, parameters) ->
            parameters.forEach(
                name ->
                    VALUES.forEach(
                        value ->
                            checked(
                                noor.open("/console/%s?%s=%s".formatted(page, name, url(value))),
                                page + " " + name + "=" + value))));
    for (String page :
        List.of("people", "entitlements", "accounts", "grants", "requests", "audit-trail")) {
      for (String value : VALUES) {
        checked(noor.open("/console/%s/%s".formatted(page, url(value))), page + "/" + value);
      }
    }
    all.assertAll();
  }

  @Test
  void no_form_makes_hourkey_fail_that_is_incomplete_or_has_impossible_values() {
    for (String form : FORMS) {
      checked(noor.send("/console/" + form, Map.of()), form + " empty");
      for (String value : VALUES) {
        checked(noor.send("/console/" + form, form(value)), form + " with " + value);
      }
    }
    all.assertAll();
  }

  /** The ids are well-formed, so that the other fields are examined too. */
  private static Map<String, String> form(String value) {
    return Map.ofEntries(
        Map.entry("key", "" + UUID.randomUUID()),
        Map.entry("grant", ID),
        Map.entry("request", ID),
        Map.entry("entitlement", value),
        Map.entry("seconds", value.matches("-?\\d{1,19}") ? value : "3600"),
        Map.entry("start", value),
        Map.entry("address", value),
        Map.entry("justification", value),
        Map.entry("choice", "approve"),
        Map.entry("reason", value),
        Map.entry("format", value),
        Map.entry("from", value),
        Map.entry("to", value),
        Map.entry("due", value),
        Map.entry("comment", value),
        Map.entry("decision-1", "keep"),
        Map.entry("comment-1", value));
  }

  private void checked(Shown answer, String what) {
    clock.advance(Duration.ofSeconds(1)); // Slower than the limits on pages and forms.
    String shortened = what.replace('\0', '0').substring(0, Math.min(80, what.length()));
    all.assertThat(answer.at().getPath()).as(shortened).startsWith("/console");
    all.assertThat(answer.status()).as(shortened).isLessThan(500).isNotIn(401, 403, 429);
    all.assertThat(answer.body()).as(shortened).doesNotContain("<script>alert", "49{inject}");
  }

  @Test
  void only_the_methods_that_a_page_has_are_answered_and_none_without_a_sign_in() throws Exception {
    for (String page : PAGES.keySet()) {
      for (String method : List.of("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "FOO")) {
        String signedIn = statusLine(method, "/console/" + page, true);
        String anonymous = statusLine(method, "/console/" + page, false);
        boolean reads = List.of("HEAD", "OPTIONS").contains(method);
        all.assertThat(signedIn).as(method + " " + page).doesNotContainPattern(" (5\\d\\d|429) ");
        if (!reads) {
          all.assertThat(signedIn).as(method + " " + page).containsPattern(" 4\\d\\d ");
        }
        if (!page.equals("signed-out") && !method.equals("OPTIONS")) {
          all.assertThat(anonymous).as("anonymous " + method + " " + page).doesNotContain(" 200 ");
        }
      }
    }
    all.assertAll();
  }

  /** Malformed values, and headers that another server might act on. */
  @Test
  void no_malformed_value_and_no_header_makes_hourkey_fail() throws Exception {
    for (String value :
        List.of("%zz", "%", "%ff", "%C0%80", "%ED%A0%80", "{x}", "a|b", "%E2%80%AE", "%0d%0aX:y")) {
      for (String path :
          List.of(
              "/console/grants?person=" + value,
              "/console/moment?about=" + value,
              "/console/people/" + value,
              "/console/my-access?sent=" + value,
              "/api/v1/grants?person=" + value,
              "/api/v1/requests/" + value,
              "/api/v1/standing-access?after=g/" + value,
              "/api/v1/moment?time=2026-03-02&about=" + value)) {
        all.assertThat(statusLine("GET", path, true))
            .as(path)
            .doesNotContainPattern("^$| (5\\d\\d|429) ");
      }
    }
    for (String header :
        List.of(
            "Range: bytes=0-1",
            "Range: bytes=9999999999-",
            "If-Range: x",
            "Expect: 200-ok",
            "Content-Type: nonsense",
            "Accept: nonsense",
            "Accept: text/html;q=much, a/b/c",
            "Accept-Encoding: ;;",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: evil.example",
            "HX-Request: \"><script>")) {
      for (String path : List.of("/console/grants", "/console/audit-trail", "/api/v1/grants")) {
        all.assertThat(statusLine("GET", path, true, header))
            .as(header + " at " + path)
            .doesNotContainPattern("^$| (5\\d\\d|429) ");
      }
    }
    all.assertAll();
  }

  private String statusLine(String method, String path, boolean signedIn, String... headers)
      throws IOException {
    clock.advance(Duration.ofSeconds(1));
    try (Socket socket = new Socket(hourkey.getHost(), hourkey.getPort())) {
      socket.setSoTimeout(5000);
      String cookie =
          signedIn
              ? "Cookie: q_session_console="
                  + noor.cookies().get("q_session_console")
                  + "\r\nAuthorization: Bearer "
                  + HourkeySandbox.API_TOKEN
                  + "\r\n"
              : "";
      String more = Stream.of(headers).map(one -> one + "\r\n").collect(Collectors.joining());
      socket
          .getOutputStream()
          .write(
              "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s\r\n"
                  .formatted(method, path, cookie, more)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  private static String url(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
