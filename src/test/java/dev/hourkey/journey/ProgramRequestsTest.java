package dev.hourkey.journey;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.ApplicationToken;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.Sql;
import dev.hourkey.support.WebVisitor;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A pipeline requests access for a person. */
@QuarkusTest
class ProgramRequestsTest extends JourneyTest {
  /** As many calls may wait at once, as docs/operations.md says. */
  private static final int WAITING_CALLS = 20;

  @TestHTTPResource("/api/v1/")
  URI api = URI.create("");

  @Test
  void a_pipeline_requests_for_ana_and_bruno_decides_as_usual() throws Exception {
    anaIsKnown();
    HttpResponse<String> answer = post("deploy-1", body("prod-readonly", REASON));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode request = json(answer);
    assertThat(request.get("state").asText()).isEqualTo("pending");
    assertThat(answer.headers().firstValue("Location").orElse(""))
        .endsWith("/api/v1/requests/" + request.get("id").asText());
    assertThat(
            number(
                "select count(*) from audit_event where type = 'program_requested' and payload like"
                    + " '%\"key\":\"deploy-1\"%'"))
        .isPositive();

    assertThat(post("deploy-1", body("prod-readonly", REASON)).statusCode()).isEqualTo(201);
    assertThat(number("select count(*) from access_request")).as("once").isOne();
    assertThat(post("deploy-1", body("prod-readonly", "another reason")).statusCode())
        .isEqualTo(409);

    bruno.click(readsThere(bruno, "Ana Lima requests"), "approve");
    alerted(ana, "is ready");
    JsonNode now = json(read("requests/" + request.get("id").asText()));
    assertThat(now.get("state").asText()).isEqualTo("approved");
    assertThat(now.get("approvedBy")).hasSize(1);

    HttpResponse<String> forBruno =
        post("deploy-1", body("prod-readonly", REASON).replace("ana@", "bruno@"));
    refused(409, "This Idempotency-Key was used for another request", forBruno);
  }

  @Test
  void an_application_of_entra_requests_with_its_own_token_and_is_named_in_the_trail()
      throws Exception {
    anaIsKnown();
    HttpResponse<String> answer =
        send(
            request("requests")
                .header("Authorization", "Bearer " + application())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "deploy-3")
                .POST(BodyPublishers.ofString(body("prod-readonly", REASON))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(
            number(
                "select count(*) from audit_event where type = 'program_requested' and payload like"
                    + " '%\"by\":\"application "
                    + ApplicationToken.PIPELINE
                    + "\"%'"))
        .isPositive();
  }

  @Test
  void somebody_who_only_uses_the_console_can_be_requested_for() throws Exception {
    var _ = new WebVisitor(hourkey).signIn("/console/my-access/request", "Dana Novak");
    assertThat(number("select count(*) from person where chat_id is not null")).isZero();
    HttpResponse<String> answer =
        post("deploy-5", body("staging-poweruser", REASON).replace("ana@", "e004@corp."));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(json(answer).get("state").asText()).isEqualTo("approved");

    int _ = Sql.execute(database, "update person set team_id = 'T', chat_id = 'U-DANA'");
    HttpResponse<String> again =
        post("deploy-5", body("staging-poweruser", REASON).replace("ana@", "e004@corp."));
    assertThat(again.statusCode()).as("known in the chat by now: " + again.body()).isEqualTo(201);
    assertThat(json(again).get("id")).isEqualTo(json(answer).get("id"));
  }

  @Test
  void a_request_for_an_account_that_was_replaced_is_never_one_for_its_successor()
      throws Exception {
    anaIsKnown();
    for (String step :
        List.of(
            "update person set team_id = null, chat_id = null where chat_id = 'U0ANA'",
            "insert into person (id, team_id, chat_id, name, principal_name, linked_at)"
                + " values ('11111111-0000-4000-8000-000000000002', 'T0HOURKEY', 'U0ANA',"
                + " 'Bruno Costa', 'bruno@example.com', now()) on conflict (id)"
                + " do update set team_id = excluded.team_id, chat_id = excluded.chat_id",
            "update person set replaced_by = '11111111-0000-4000-8000-000000000002'"
                + " where principal_name = 'ana@example.com'")) {
      assertThat(Sql.execute(database, step)).isOne();
    }
    HttpResponse<String> answer = post("deploy-6", body("prod-readonly", REASON));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(
            number(
                "select count(*) from access_request join person on person.id = requester"
                    + " where principal_name = 'ana@example.com'"))
        .isOne();
  }

  @Test
  void a_program_finds_the_requests_that_it_sent_and_no_others() throws Exception {
    anaIsKnown();
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(number("select count(*) from access_request")).isOne());
    String anas = get("api/v1/requests").get(0).get("id").asText();
    JsonNode sent = json(post("deploy-4", body("prod-admin", REASON)));
    String programs = "requests/" + sent.get("id").asText();

    refused(404, "no request with this id", read("requests/" + anas));
    assertThat(read(programs).statusCode()).isEqualTo(200);
    refused(404, "no request with this id", read(programs, application()));
    for (String one : List.of("requests/" + anas, programs)) {
      assertThat(read(one, HourkeySandbox.API_TOKEN).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_refused_request_of_a_program_has_the_sentence_that_the_person_would_read()
      throws Exception {
    anaIsKnown();
    HttpResponse<String> answer = post("deploy-2", body("no-such-entitlement", REASON));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(answer).get("detail").asText()).contains("no-such-entitlement");
    assertThat(number("select count(*) from access_request")).isZero();
  }

  @Test
  void a_person_is_not_flooded_and_what_is_too_much_is_not_stored() throws Exception {
    anaIsKnown();
    String body = body("no-such-entitlement", REASON);
    HttpResponse<String> answer = post("flood-0", body);
    int sent = 1;
    while (answer.statusCode() == 422 && sent < 20) {
      answer = post("flood-" + sent++, body);
    }
    refused(429, "Too many requests for this person in a minute", answer);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 6L);
    assertThat(number("select count(*) from submission where form like 'program:API:flood-%'"))
        .isEqualTo(sent - 1);
    assertThat(post("flood-0", body).statusCode()).as("one that is stored").isEqualTo(422);

    pass(Duration.ofMinutes(1));
    assertThat(post("flood-" + (sent - 1), body).statusCode()).isEqualTo(422);
  }

  @Test
  void when_many_calls_wait_for_entra_further_ones_are_answered_at_once() throws Exception {
    anaIsKnown();
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    HttpRequest.Builder call = call("waits", body("prod-readonly", REASON));
    try (HttpClient http = HttpClient.newHttpClient()) {
      var waiting =
          Stream.generate(() -> http.sendAsync(call.build(), BodyHandlers.ofString()))
              .limit(WAITING_CALLS)
              .toList();
      HttpRequest one = call.copy().timeout(Duration.ofSeconds(2)).build();
      await()
          .ignoreExceptionsInstanceOf(HttpTimeoutException.class) // It waits like the others.
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = http.send(one, BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
              });
      sandbox.entra().clearFaults();
      pass(Duration.ofMinutes(1));
      for (var answer : waiting) {
        assertThat(answer.get().statusCode()).isIn(201, 202);
      }
    }
    assertThat(send(call).statusCode()).isEqualTo(201);
    assertThat(number("select count(*) from access_request")).isOne();
  }

  @Test
  void a_body_that_is_not_understood_is_refused_and_nothing_is_stored() throws Exception {
    anaIsKnown();
    refused(400, "'favourite' is not known", post("k", "{\"favourite\":1}"));
    refused(400, "JSON object", post("k", "[]"));
    refused(400, "JSON object", post("k", "{"));
    refused(400, "'person' is missing", post("k", "{\"entitlement\":\"e\"}"));
    refused(
        400,
        "'duration' must look like",
        post("k", body("prod-readonly", REASON).replace("1h", "an hour")));
    refused(400, "Idempotency-Key", post("", body("prod-readonly", REASON)));
    refused(
        422,
        "Hourkey does not know nobody@example.com",
        post("k", body("prod-readonly", REASON).replace("ana@", "nobody@")));
    refused(
        422,
        "Hourkey does not know nobody @example.com",
        post("k", body("prod-readonly", REASON).replace("ana@", "nobody\\u0000@")));
    assertThat(number("select count(*) from submission where kind = 'REQUEST'")).isZero();
  }

  @Test
  void the_token_for_reports_requests_nothing_and_the_other_reads_no_reports() throws Exception {
    HttpResponse<String> answer =
        send(
            request("requests")
                .header("Authorization", "Bearer " + HourkeySandbox.API_TOKEN)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString(body("prod-readonly", REASON))));
    refused(403, "may not be used for this call", answer);
    refused(403, "may not be used for this call", read("grants"));
    refused(404, "no request with this id", read("requests/00000000-0000-4000-8000-000000000000"));
    assertThat(send(request("requests").POST(BodyPublishers.ofString("{}"))).statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_start_that_is_more_precise_than_the_database_is_the_same_when_it_is_repeated()
      throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replace(
                "    approvers: [group:sre-leads]\n",
                "    approvers: [group:sre-leads]\n    start_ahead: 14d\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
    anaIsKnown();
    Instant start = clock().plus(Duration.ofHours(5)).truncatedTo(ChronoUnit.SECONDS);
    String body =
        body("prod-readonly", REASON)
            .replace("}", ",\"startsAt\":\"%s\"}".formatted(start.plusNanos(123_456_789)));
    for (int times = 0; times < 2; times++) {
      HttpResponse<String> answer = post("later-1", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  /** She has used Hourkey once. */
  private void anaIsKnown() throws SQLException {
    pass(Duration.ofMinutes(10)); // Counts from here on are void once the clock is set back.
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(number("select count(*) from access_request")).isOne());
    Sql.empty(database, "review, access_request, decision_card, submission");
  }

  private static String body(String entitlement, String why) {
    return "{\"person\":\"ana@example.com\",\"entitlement\":\"%s\",\"duration\":\"1h\",\"justification\":\"%s\"}"
        .formatted(entitlement, why);
  }

  private void refused(int status, String why, HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("detail").asText()).contains(why);
  }

  private HttpResponse<String> post(String key, String body) throws Exception {
    return send(call(key, body));
  }

  private HttpRequest.Builder call(String key, String body) {
    return request("requests")
        .header("Authorization", "Bearer " + HourkeySandbox.API_REQUEST_TOKEN)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> read(String path) throws Exception {
    return read(path, HourkeySandbox.API_REQUEST_TOKEN);
  }

  private HttpResponse<String> read(String path, String token) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  private String application() {
    return ApplicationToken.of(sandbox.login(), "Hourkey.Request");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }
}
