package dev.hourkey.api;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.StageProgress;
import dev.hourkey.audit.Verification;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.retry.UrgentWork;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import dev.hourkey.text.Sha256;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What auditors download. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ExportApiTest {
  private static final PersonId ANA = new PersonId("ana");
  private static final PersonId BRUNO = new PersonId("bruno");
  private static final EntraGroup GROUP = new EntraGroup("g", "aws-prod");

  private static final AwsAccess OPENS =
      new AwsAccess(
          List.of(
              new AccountAssignment(
                  "111122223333",
                  "Production",
                  "ReadOnlyAccess",
                  Optional.of(Duration.ofHours(1)),
                  AwsAccountState.ACTIVE)),
          true);

  @TestHTTPResource("/api/v1/audit/export")
  URI export = URI.create("");

  @Inject AuditTrail trail;
  @Inject DataSource database;
  @Inject MovableClock clock;

  private final Set<String> told = new HashSet<>();

  @BeforeEach
  void people() throws SQLException {
    empty();
    Sql.execute(
        database,
        """
        insert into person (id, name, principal_name, linked_at) values
          ('ana', 'Ana Lima', 'ana@example.com', now()),
          ('bruno', 'Bruno Costa', 'bruno@example.com', now())
        """);
  }

  @AfterEach
  void empty() throws SQLException {
    Sql.empty(database, "access_grant, access_request, person");
  }

  @Test
  void entries_carry_all_that_is_needed_to_compute_every_hash_again() throws Exception {
    for (int i = 0; i < 5; i++) {
      record(new AuditEvent.RequestCancelled(UUID.randomUUID(), ANA));
    }
    HttpResponse<String> answer = get("?format=entries");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/x-ndjson; charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"hourkey-entries.jsonl\"");
    List<JsonNode> lines = complete(answer.body());
    byte[] hash = {};
    for (JsonNode line : lines.subList(1, lines.size() - 1)) {
      byte[] payload = line.get("payload").asText().getBytes(StandardCharsets.UTF_8);
      assertThat(line.get("prevHash").asText()).isEqualTo(HexFormat.of().formatHex(hash));
      hash =
          Sha256.of(
              ByteBuffer.allocate(hash.length + Long.BYTES + payload.length)
                  .put(hash)
                  .putLong(line.get("seq").asLong())
                  .put(payload)
                  .array());
      assertThat(line.get("hash").asText()).isEqualTo(HexFormat.of().formatHex(hash));
    }
    JsonNode first = lines.getFirst();
    assertThat(first.get("head").asText())
        .isEqualTo(first.get("through").asText() + ":" + HexFormat.of().formatHex(hash));
  }

  @Test
  void an_export_is_itself_recorded_and_a_complete_one_with_its_hash() throws Exception {
    JsonNode last = complete(get("?format=ocsf").body()).getLast();
    List<JsonNode> lines = complete(get("?format=entries").body());
    JsonNode completed = event(lines.get(lines.size() - 2));
    JsonNode begun = event(lines.get(lines.size() - 3));
    assertThat(begun.get("type").asText()).isEqualTo("export_begun");
    assertThat(begun.get("by").asText()).isEqualTo("API");
    assertThat(begun.get("format").asText()).isEqualTo("ocsf");
    assertThat(completed.get("type").asText()).isEqualTo("export_completed");
    assertThat(completed.get("subject")).isEqualTo(begun.get("subject"));
    assertThat(completed.get("sha256")).isEqualTo(last.at("/unmapped/export/sha256"));
  }

  @Test
  void a_download_counts_until_it_is_over_however_it_ends() throws Exception {
    long before = trail.head().seq();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> head = send("?format=entries", HttpRequest.Builder::HEAD);
      assertThat(head.statusCode()).as("HEAD begins no download").isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Disposition")).isPresent();
    }
    assertThat(trail.head().seq()).as("and none is recorded").isEqualTo(before);
    for (int i = 0; i < 6; i++) {
      sendAndLeave();
    }
    await().untilAsserted(() -> assertThat(get("?format=entries").statusCode()).isEqualTo(200));
  }

  /** A client that goes away before the first byte of the answer. */
  private void sendAndLeave() throws IOException {
    try (Socket socket = new Socket(export.getHost(), export.getPort())) {
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(
              "GET %s?format=entries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(export.getPath(), HourkeySandbox.API_TOKEN)
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  @Test
  void an_export_goes_on_after_the_last_entry_that_was_received() throws Exception {
    record(new AuditEvent.RequestCancelled(UUID.randomUUID(), ANA));
    long head = trail.head().seq();
    record(new AuditEvent.RequestCancelled(UUID.randomUUID(), ANA));
    List<JsonNode> lines = complete(get("?format=entries&after=" + head).body());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).get("seq").asLong()).isEqualTo(head + 1);
    assertThat(lines.getFirst().get("after").asLong()).isEqualTo(head);
    assertThat(complete(get("?format=entries&after=999999999").body()))
        .as("nothing is there yet")
        .hasSize(2);
  }

  @Test
  void a_period_has_every_event_of_it_and_no_other() throws Exception {
    List<UUID> days = new ArrayList<>();
    for (int day = 0; day < 6; day++) {
      clock.advance(Duration.ofDays(1));
      UUID subject = UUID.randomUUID();
      days.add(subject);
      record(new AuditEvent.RequestCancelled(subject, ANA));
    }
    Instant last = clock.instant();
    String period =
        "&from=%s&to=%s".formatted(last.minus(Duration.ofDays(3)), last.minus(Duration.ofDays(1)));
    List<JsonNode> ocsf = complete(get("?format=ocsf" + period).body());
    assertThat(ocsf.subList(1, ocsf.size() - 1))
        .extracting(line -> UUID.fromString(line.at("/metadata/correlation_uid").asText()))
        .containsExactly(days.get(2), days.get(3));
    assertThat(completeCsv(get("?format=events-csv" + period).body()))
        .filteredOn(line -> line.contains("request_cancelled"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("Ana Lima <ana@example.com> ana"));
    assertThat(complete(get("?format=entries" + period).body()))
        .extracting(line -> line.path("payload").asText())
        .anyMatch(payload -> payload.contains(days.get(2).toString()))
        .anyMatch(payload -> payload.contains(days.get(3).toString()));
  }

  @Test
  void a_grant_is_exported_from_the_trail_with_the_names_of_that_time() throws Exception {
    Instant begun = clock.instant();
    Told told = tell("=HYPERLINK(\"http://evil\")");
    Sql.execute(database, "update person set name = 'Bruno Other' where id = 'bruno'");
    List<String> lines = completeCsv(get(period(begun, clock.instant())).body());
    assertThat(lines.get(1)).startsWith("grant,request,person_name,");
    assertThat(ofThisTest(lines))
        .singleElement()
        .asString()
        .startsWith(
            told.grant() + "," + told.request() + ",Ana Lima,ana@example.com,ana,prod,Production,")
        .contains("ReadOnlyAccess in 111122223333 Production")
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\",INC-42: disk full (open),")
        .contains("Bruno Costa <bruno@example.com> bruno at " + told.openedAt())
        .doesNotContain("Bruno Other")
        .contains(
            ",%s,%s,"
                .formatted(told.endsAt(), told.endsAt().plus(Duration.ofSeconds(150)))) // removed
        .contains(",ended,expired,,,150,0,,") // late by 150 s, not extended, no exception
        .endsWith(",%d,%d,%d".formatted(told.first(), told.first() + 3, told.first() + 8));
  }

  @Test
  void rows_that_the_owner_of_the_database_changed_or_deleted_do_not_change_the_export()
      throws Exception {
    Instant begun = clock.instant();
    Told told = tell("INC-42");
    String before = grants(begun, clock.instant()).getFirst();
    falsified(told.request(), told.grant());
    assertThat(grants(begun, clock.instant())).containsExactly(before);
    empty();
    assertThat(grants(begun, clock.instant())).containsExactly(before);
  }

  @Test
  void only_grants_that_overlap_the_period_are_exported() throws Exception {
    Instant before = clock.instant();
    clock.advance(Duration.ofDays(1));
    Instant begun = clock.instant();
    Told told = tell("INC-42");
    clock.advance(Duration.ofDays(3));
    assertThat(grants(begun, begun.plus(Duration.ofDays(1)))).hasSize(1);
    assertThat(grants(told.endsAt(), clock.instant())).as("not gone yet").hasSize(1);
    assertThat(grants(told.endsAt().plus(Duration.ofMinutes(10)), clock.instant()))
        .as("gone by then")
        .isEmpty();
    assertThat(grants(before, begun)).as("before it").isEmpty();
    record(new AuditEvent.MemberReturned(told.grant(), ANA, GROUP));
    clock.advance(Duration.ofDays(1));
    Instant back = clock.instant().minus(Duration.ofHours(1));
    assertThat(grants(back, clock.instant()))
        .as("came back before the period")
        .singleElement()
        .asString()
        .contains(",clearing,", "returned_after_end");
    assertThat(grants(back.minus(Duration.ofDays(1)), clock.instant())).as("within it").hasSize(1);
  }

  @Test
  void an_export_of_grants_that_broke_off_is_continued_after_the_last_whole_row() throws Exception {
    Instant begun = clock.instant();
    Told earlier = tell("INC-41");
    Told open = tell("INC-42");
    record(new AuditEvent.MemberReturned(open.grant(), ANA, GROUP));
    clock.advance(Duration.ofDays(1));
    Told later = tell("INC-43");
    List<String> all = grants(begun, clock.instant());
    assertThat(all).hasSize(3);
    assertThat(all.getFirst()).contains(earlier.grant().toString());
    String period = period(begun, clock.instant());
    List<String> rest = completeCsv(get(period + "&after=" + (earlier.first() + 3)).body());
    assertThat(rest.getFirst()).contains("after=" + (earlier.first() + 3));
    assertThat(ofThisTest(rest)).isEqualTo(all.subList(1, 3));
    Instant second = later.endsAt().minus(Duration.ofHours(2));
    assertThat(grants(second, clock.instant())).as("also those opened before").hasSize(2);
    assertThat(
            ofThisTest(
                completeCsv(
                    get(period(second, clock.instant()) + "&after=" + (open.first() + 3)).body())))
        .containsExactly(all.getLast());
  }

  @Test
  void an_export_and_a_verification_give_way_to_urgent_work_before_each_row() throws Exception {
    AtomicInteger steps = new AtomicInteger();
    QuarkusMock.installMockForType(
        new UrgentWork() {
          @Override
          public void giveWay() {
            steps.incrementAndGet();
          }
        },
        UrgentWork.class);
    tell("to look at the logs");
    for (String query :
        List.of("?format=entries", "?format=ocsf", period(clock.instant(), clock.instant()))) {
      steps.set(0);
      long rows = get(query).body().lines().count() - 3; // The first and last line, and titles.
      assertThat(steps.get()).as(query).isPositive().isGreaterThanOrEqualTo((int) rows);
    }
    steps.set(0);
    assertThat(trail.verify(List.of())).isInstanceOf(Verification.Intact.class);
    assertThat(steps.get()).isEqualTo((int) trail.head().seq());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'' | 'format' must be one of grants-csv, eligible-csv, approvers-csv, entitlements-csv,"
            + " policies-csv, events-csv, entries, ocsf.",
        "?format=xml | 'format' must be one of",
        "?format=grants-csv | 'from' and 'to' are needed",
        "?format=ocsf&from=2024-01-01&to=2026-01-01 | at most 400 days",
        "?format=ocsf&from=2026-01-01 | A period needs both",
        "?format=ocsf&fromm=2026-01-01 | did you mean 'from'?",
        "?format=ocsf&after=-1 | 'after' must be a whole number."
      })
  void an_impossible_export_is_refused_before_the_first_byte(String query, String why)
      throws Exception {
    HttpResponse<String> answer = get(query.replace("''", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(new ObjectMapper().readTree(answer.body()).get("detail").asText()).contains(why);
  }

  private List<String> grants(Instant from, Instant to) throws Exception {
    return ofThisTest(completeCsv(get(period(from, to)).body()));
  }

  /** Other tests have told of grants as well. */
  private List<String> ofThisTest(List<String> lines) {
    return lines.stream().filter(line -> told.contains(line.split(",", 2)[0])).toList();
  }

  private static String period(Instant from, Instant to) {
    return "?format=grants-csv&from=%s&to=%s".formatted(from, to.plusSeconds(1));
  }

  /** The lines of a file whose last line is right. */
  private static List<JsonNode> complete(String file) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : file.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    String last = file.substring(file.lastIndexOf('\n', file.length() - 2) + 1);
    JsonNode end =
        lines.getLast().has("unmapped") ? lines.getLast().at("/unmapped/export") : lines.getLast();
    assertThat(end.get("end").asBoolean()).isTrue();
    assertThat(end.get("rows").asInt()).isEqualTo(lines.size() - 2);
    assertThat(end.get("sha256").asText())
        .isEqualTo(Sha256.hex(file.substring(0, file.length() - last.length())));
    return lines;
  }

  private static List<String> completeCsv(String file) {
    List<String> lines = List.of(file.split("\r\n"));
    String last = lines.getLast();
    assertThat(last)
        .isEqualTo(
            "#end,rows=%d,sha256=%s",
            lines.size() - 3, Sha256.hex(file.substring(0, file.length() - last.length() - 2)));
    return lines;
  }

  private static JsonNode event(JsonNode line) throws Exception {
    return new ObjectMapper().readTree(line.get("payload").asText());
  }

  private void record(AuditEvent event) {
    QuarkusTransaction.requiringNew().run(() -> trail.record(event));
  }

  /**
   * A grant of the trail that was opened, active for an hour and removed 150 s late.
   *
   * @param first the number of its first entry
   */
  private record Told(UUID request, UUID grant, long first, Instant openedAt, Instant endsAt) {}

  private Told tell(String justification) {
    clock.advanceTo(clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    UUID request = UUID.randomUUID();
    UUID grant = UUID.randomUUID();
    long first = trail.head().seq() + 1;
    Duration hour = Duration.ofHours(1);
    record(
        new AuditEvent.AccessRequested(
            request,
            ANA,
            "prod",
            "Production",
            false,
            GROUP,
            OPENS,
            hour,
            Optional.empty(),
            justification,
            Optional.of("INC-42: disk full (open)"),
            Optional.empty(),
            clock.instant().plus(hour),
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    clock.advance(Duration.ofMinutes(9));
    Instant opened = clock.instant();
    record(
        new AuditEvent.RequestReviewed(
            request,
            BRUNO,
            true,
            hour,
            "",
            new StageProgress(1, 1, 1, 1, false),
            Optional.empty(),
            Optional.empty()));
    record(new AuditEvent.RequestApproved(request, List.of(BRUNO)));
    record(
        new AuditEvent.GrantOpened(
            grant,
            request,
            ANA,
            "prod",
            GROUP,
            OPENS,
            hour,
            Optional.empty(),
            opened.plus(Duration.ofDays(1)),
            Optional.empty()));
    Instant ends = opened.plus(hour);
    record(new AuditEvent.MemberAdded(grant, ANA, GROUP));
    record(new AuditEvent.GrantActive(grant, ends, Duration.ZERO));
    clock.advanceTo(ends.plus(Duration.ofSeconds(150)));
    record(new AuditEvent.GrantEnding(grant, "EXPIRED", "hourkey"));
    record(new AuditEvent.MemberRemoved(grant, ANA, GROUP));
    clock.advance(Duration.ofSeconds(90));
    record(new AuditEvent.GrantEnded(grant, "EXPIRED"));
    told.add(grant.toString());
    return new Told(request, grant, first, opened, ends);
  }

  /** As its rows would be if somebody had made it somebody else's, and long over. */
  private void falsified(UUID request, UUID grant) throws SQLException {
    Sql.execute(
        database,
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
          duration_seconds, justification, requested_at, expires_at,
          remind_after_seconds, phase, decided_at)
        values (?, 'bruno', 'dev', 'E', 'g', 'g', true, 60, 'lies', '2026-03-02T11:50Z', now(), '{}', 'APPROVED', now())
        """,
        request);
    Sql.execute(
        database,
        """
        insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name,
          duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause, due_at, ended_at)
        values (?, ?, 'bruno', 'dev', 'E', 'g', 'aws-dev', 3600, 10, '2026-03-02T11:59Z', '2027-03-02', 'ENDED',
          'EXPIRED', '2026-03-02T13:00Z', '2026-03-02T13:05Z')
        """,
        grant,
        request);
  }

  private HttpResponse<String> get(String query) throws Exception {
    return send(query, HttpRequest.Builder::GET);
  }

  private HttpResponse<String> send(String query, UnaryOperator<HttpRequest.Builder> method)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(export + query))
              .header("Authorization", "Bearer " + HourkeySandbox.API_TOKEN);
      return http.send(method.apply(request).build(), BodyHandlers.ofString());
    }
  }
}
