package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.support.ApplicationToken;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Story;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pipeline requests access for a person. */
@QuarkusTest
class ProgramRequestsTest extends Story {
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
  }

  @Test
  void an_application_of_entra_requests_with_its_own_token_and_is_named_in_the_trail()
      throws Exception {
    anaIsKnown();
    HttpResponse<String> answer =
        send(
            request("requests")
                .header(
                    "Authorization",
                    "Bearer " + ApplicationToken.of(sandbox.login(), "Hourkey.Request"))
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
  void what_the_policy_refuses_is_refused_with_the_sentence_that_ana_would_read() throws Exception {
    anaIsKnown();
    HttpResponse<String> answer = post("deploy-2", body("no-such-entitlement", REASON));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(answer).get("detail").asText()).contains("no-such-entitlement");
    assertThat(number("select count(*) from access_request")).isZero();
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
        "'duration' must be like",
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
    refused(403, "not for this call", answer);
    refused(403, "not for this call", read("grants"));
    refused(404, "no request with this id", read("requests/00000000-0000-4000-8000-000000000000"));
    assertThat(send(request("requests").POST(BodyPublishers.ofString("{}"))).statusCode())
        .isEqualTo(401);
  }

  /** She has used Hourkey once. */
  private void anaIsKnown() throws SQLException {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(number("select count(*) from access_request")).isOne());
    execute("truncate review, access_request, decision_card, submission cascade");
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
    return send(
        request("requests")
            .header("Authorization", "Bearer " + HourkeySandbox.API_REQUEST_TOKEN)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> read(String path) throws Exception {
    return send(
        request(path).header("Authorization", "Bearer " + HourkeySandbox.API_REQUEST_TOKEN));
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
