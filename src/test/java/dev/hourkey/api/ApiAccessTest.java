package dev.hourkey.api;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.support.ApplicationToken;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of the API, with and without the token. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ApiAccessTest {
  private static final String FILES = "/api/v1/audit/export";
  private static final String REQUESTS = "/api/v1/requests";
  private static final String MOMENT = "/api/v1/moment";
  private static final List<String> WITH_IDS =
      List.of(
          "/api/v1/access-reviews/{review}",
          "/api/v1/access-reviews/{review}/people",
          "/api/v1/grants/{grant}",
          "/api/v1/grants/{grant}/aws-activity",
          "/api/v1/requests/{request}");

  private static final List<String> PATHS =
      List.of(
          "/api/v1/access-reviews",
          "/api/v1/audit",
          "/api/v1/audit/verification",
          FILES,
          "/api/v1/break-glass",
          "/api/v1/discussions",
          "/api/v1/drift",
          "/api/v1/grants",
          MOMENT,
          REQUESTS,
          "/api/v1/standing-access");

  /** All paths, with an id where one belongs. */
  private static final List<String> ALL =
      Stream.concat(PATHS.stream(), WITH_IDS.stream())
          .map(path -> path.replaceAll("\\{\\w+}", "11111111-0000-4000-8000-000000000001"))
          .toList();

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject AuditTrail trail;
  @Inject DataSource database;

  @Test
  void all_paths_of_the_api_only_read_except_one() throws Exception {
    JsonNode paths = json(get("/q/openapi?format=json", "Accept", "application/json")).get("paths");
    List<String> described = new ArrayList<>();
    paths
        .properties()
        .forEach(
            path -> {
              if (path.getKey().startsWith("/api/")) {
                described.add(path.getKey());
                assertThat(path.getValue().fieldNames())
                    .toIterable()
                    .containsExactlyElementsOf(
                        path.getKey().equals(REQUESTS) ? List.of("get", "post") : List.of("get"));
              }
            });
    List<String> all = new ArrayList<>(PATHS);
    all.addAll(WITH_IDS);
    assertThat(described).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void every_answer_and_every_refusal_has_an_example_that_fits_its_schema() throws Exception {
    JsonNode api = json(get("/q/openapi?format=json", "Accept", "application/json"));
    ObjectNode components = (ObjectNode) api.get("components");
    components
        .get("schemas")
        .valueStream()
        .filter(schema -> schema.has("properties"))
        .forEach(schema -> ((ObjectNode) schema).put("additionalProperties", false));
    for (var path : api.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        for (var response : operation.getValue().at("/responses").properties()) {
          String named = operation.getKey() + " " + path.getKey() + " " + response.getKey();
          if (path.getKey().startsWith("/api/")) {
            assertThat(response.getValue().at("/content")).as(named).isNotEmpty();
            response
                .getValue()
                .at("/content")
                .forEach(type -> exampleFits(named, type, components));
          }
        }
      }
    }
  }

  private static void exampleFits(String named, JsonNode type, JsonNode components) {
    assertThat(type.has("example")).as(named).isTrue();
    ObjectNode schema = type.get("schema").deepCopy();
    schema.set("components", components);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(type.get("example").toString(), InputFormat.JSON))
        .as(named)
        .isEmpty();
  }

  @Test
  void a_field_that_may_be_null_is_described_so_and_any_other_is_required() throws Exception {
    JsonNode grant =
        json(get("/q/openapi?format=json", "Accept", "application/json"))
            .at("/components/schemas/GrantView");
    assertThat(grant.at("/properties/cause/type").toString()).isEqualTo("[\"string\",\"null\"]");
    assertThat(grant.at("/properties/endsAt/anyOf/1/type").asText()).isEqualTo("null");
    assertThat(grant.at("/properties/state/type").asText()).isEqualTo("string");
    assertThat(grant.get("required").valueStream().map(JsonNode::asText))
        .contains("id", "holder", "state", "opens")
        .doesNotContain("cause", "endsAt");
  }

  @Test
  void the_example_of_an_audit_entry_has_the_hash_that_follows_from_it() throws Exception {
    JsonNode entry =
        json(get("/q/openapi?format=json", "Accept", "application/json"))
            .at("/paths/~1api~1v1~1audit/get/responses/200/content/application~1json/example/0");
    AuditEntry read =
        new AuditEntry(
            entry.get("seq").asLong(),
            entry.get("payload").asText(),
            HexFormat.of().parseHex(entry.get("prevHash").asText()),
            HexFormat.of().parseHex(entry.get("hash").asText()));
    assertThat(read.hashIsRight()).isTrue();
    assertThat(entry.get("event")).isEqualTo(new ObjectMapper().readTree(read.payload()));
  }

  @Test
  void without_the_token_every_path_is_closed() throws Exception {
    for (String path : ALL) {
      unauthorized(get(path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong-token",
        "Bearer auditors-toke",
        "Bearer auditors-token-0123456789abcdef01s",
        "Bearer AUDITORS-TOKEN",
        "Bearer  auditors-token-0123456789abcdef01",
        "Bearer ",
        "Bearer",
        "auditors-token-0123456789abcdef01",
        "Basic auditors-token-0123456789abcdef01",
        "Basic YXVkaXRvcnM6YXVkaXRvcnMtdG9rZW4="
      })
  void with_a_wrong_token_every_path_is_closed(String authorization) throws Exception {
    for (String path : ALL) {
      unauthorized(get(path, "Authorization", authorization));
    }
  }

  @Test
  void a_token_in_the_query_opens_nothing() throws Exception {
    for (String path : ALL) {
      unauthorized(get(path + "?access_token=" + HourkeySandbox.API_TOKEN));
      unauthorized(get(path + "?token=" + HourkeySandbox.API_TOKEN));
    }
  }

  @Test
  void with_the_token_every_path_answers_in_json() throws Exception {
    for (String path : PATHS.stream().filter(path -> !path.equals(FILES)).toList()) {
      HttpResponse<String> answer =
          authorized(path.equals(MOMENT) ? path + "?time=2026-03-02" : path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(type(answer)).as(path).startsWith("application/json");
      assertThat(json(answer).isArray()).as(path).isEqualTo(!path.endsWith("/verification"));
    }
  }

  @Test
  void every_path_refuses_an_unknown_parameter() throws Exception {
    for (String path : PATHS) {
      HttpResponse<String> answer = authorized(path + "?nonsense=1");
      problem(answer, 400, "Bad Request");
      assertThat(json(answer).get("detail").asText())
          .startsWith("'nonsense' is not a parameter here");
    }
  }

  @Test
  void the_token_is_checked_before_the_parameters() throws Exception {
    for (String path : ALL) {
      unauthorized(get(path + "?nonsense=1"));
    }
  }

  @Test
  void nothing_can_be_changed() throws Exception {
    for (String path : PATHS) {
      for (String method :
          path.equals(REQUESTS)
              ? List.of("PUT", "DELETE", "PATCH")
              : List.of("POST", "PUT", "DELETE", "PATCH")) {
        HttpRequest.Builder request = HttpRequest.newBuilder(hourkey.resolve(path));
        request.header("Authorization", "Bearer " + HourkeySandbox.API_TOKEN);
        request.method(method, HttpRequest.BodyPublishers.ofString("{}"));
        problem(send(request), 405, "Method Not Allowed");
      }
    }
  }

  @Test
  void the_verification_of_an_intact_trail_names_its_head_and_knows_it_again() throws Exception {
    QuarkusTransaction.requiringNew()
        .run(() -> trail.record(new AuditEvent.RequestExpired(UUID.randomUUID())));
    JsonNode first = json(authorized("/api/v1/audit/verification"));
    assertThat(first.get("intact").asBoolean()).isTrue();
    assertThat(first.get("treeRoot").asText()).hasSize(44);
    assertThat(first.at("/checkpoints/compared").asInt()).as("checkpoints are off").isZero();
    String head = first.get("head").asText();
    JsonNode second = json(authorized("/api/v1/audit/verification?head=" + head));
    assertThat(second.get("intact").asBoolean()).isTrue();
    HttpResponse<String> answer = authorized("/api/v1/audit/verification?head=12");
    problem(answer, 400, "Bad Request");
    assertThat(json(answer).get("detail").asText())
        .startsWith("'head' must be a number, a colon and 64 hexadecimal digits");
  }

  @Test
  void one_verification_runs_at_a_time_and_another_is_told_to_wait() throws Exception {
    URI path = hourkey.resolve("/api/v1/audit/verification");
    HttpRequest call =
        HttpRequest.newBuilder(path)
            .headers(bearer(HourkeySandbox.API_TOKEN))
            .timeout(Duration.ofSeconds(2))
            .build();
    try (var holder = database.getConnection();
        HttpClient http = HttpClient.newHttpClient()) {
      holder.setAutoCommit(false);
      try (var sql = holder.createStatement()) {
        sql.execute("set local idle_in_transaction_session_timeout = 0");
        sql.execute("lock table audit_event in access exclusive mode");
      }
      var running = http.sendAsync(call, BodyHandlers.discarding());
      await()
          .ignoreExceptionsInstanceOf(HttpTimeoutException.class) // It was the first.
          .untilAsserted(
              () -> {
                HttpResponse<String> second = http.send(call, BodyHandlers.ofString());
                problem(second, 429, "Too Many Requests");
                assertThat(second.headers().firstValue("Retry-After")).hasValue("30");
              });
      holder.rollback();
      var _ = running.handle((_, _) -> "over").get();
    }
    await()
        .untilAsserted(
            () -> assertThat(authorized("/api/v1/audit/verification").statusCode()).isEqualTo(200));
  }

  @Test
  void an_unknown_path_answers_with_problem_details() throws Exception {
    problem(authorized("/api/v1/nonsense"), 404, "Not Found");
    problem(
        authorized("/api/v1/grants/00000000-0000-4000-8000-000000000000/aws-activity"),
        404,
        "Not Found");
    problem(authorized("/api/v1/grants/00000000-0000-4000-8000-000000000000"), 404, "Not Found");
    problem(authorized("/api/v1/grants/x"), 400, "Bad Request");
    problem(authorized("/api/v1/grants/x/aws-activity"), 400, "Bad Request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1",
        "/api/v1/",
        "/api/v1;x",
        "/api;x/v1/nonsense",
        "/api/v1;x/grants?nonsense=1",
        "/api/v1;x=1/nonsense",
        "//api/v1/nonsense",
        "/api//v1/nonsense",
        "/%61pi/v1/nonsense",
        "/api/v1/grants/..;/nonsense",
        "/api/v1/grants/nonsense/nonsense",
      })
  void however_a_path_is_written_a_refusal_is_a_problem_with_details(String path) throws Exception {
    HttpResponse<String> answer =
        get(
            URI.create(hourkey.resolve("/").toString().replaceAll("/$", "") + path),
            "Authorization",
            "Bearer " + HourkeySandbox.API_TOKEN);
    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(type(answer)).as(answer.body()).startsWith("application/problem+json");
  }

  @Test
  void an_application_of_entra_may_do_what_its_app_role_allows() throws Exception {
    var login = HourkeySandbox.get().login();
    assertThat(get("/api/v1/grants", bearer(ApplicationToken.of(login, "Hourkey.Read"))))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
    for (String path : PATHS) {
      problem(get(path, bearer(ApplicationToken.of(login, "Hourkey.Request"))), 403, "Forbidden");
    }
    for (String path : ALL) {
      problem(get(path, bearer(ApplicationToken.of(login))), 403, "Forbidden");
    }
    unauthorized(
        get("/api/v1/grants", bearer(login.sign(ApplicationToken.claims(login).put("aud", "x")))));
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static void unauthorized(HttpResponse<String> answer) throws Exception {
    problem(answer, 401, "Unauthorized");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(json(answer).get("detail").asText())
        .isEqualTo("Send the token of hourkey.api.token as 'Authorization: Bearer <token>'.");
    assertThat(answer.body()).doesNotContain(HourkeySandbox.API_TOKEN);
  }

  /** A problem as RFC 9457 describes it. */
  private static void problem(HttpResponse<String> answer, int status, String title)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(type(answer)).startsWith("application/problem+json");
    JsonNode problem = json(answer);
    assertThat(problem.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("type", "title", "status", "detail");
    assertThat(problem.get("type").asText()).isEqualTo("about:blank");
    assertThat(problem.get("title").asText()).isEqualTo(title);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).endsWith(".");
  }

  private HttpResponse<String> authorized(String path) throws Exception {
    return get(path, "Authorization", "Bearer " + HourkeySandbox.API_TOKEN);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(hourkey.resolve(path), headers);
  }

  private static HttpResponse<String> get(URI address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }
}
