package dev.hourkey.support;

import static dev.hourkey.support.Patience.PATIENCE;
import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.app.Waking;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.Verification;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What journeys through Hourkey share: the running application, stand-ins for the vendors, a few
 * people, and a clock to move. Each journey begins with an empty database.
 */
@QuarkusTestResource(HourkeySandbox.class)
public abstract class JourneyTest {
  protected static final String APPROVALS = "aws-approvals";
  protected static final String REASON = "INC-42: disk full on db-1";
  protected static final String ANA_AT_HOME = "ana@example.com";

  /**
   * To the next Wednesday at 10:00 UTC. A journey is then the same on every day: no weekly summary
   * falls into it, and no date changes.
   */
  private static final Duration UNTIL_WEDNESDAY = untilNext(DayOfWeek.WEDNESDAY, 10);

  private static final String DEADLOCK = "40P01";

  private static final String TABLES =
      """
      review, access_grant, access_request, decision_card, approver_message, discussion_message,
      submission, refusal_count, notification, rate_limit, circuit_breaker, membership,
      standing_membership, compared_group, provisioning_call, delivery, awaited_decision, drift,
      provisioning_blocker, work_claim, home_visit, person
      """;

  private static final String CLEAR =
      """
      update maintenance_job set next_run_at = 'infinity';
      update graph_write_limit set limited_until = 'epoch', next_slot = 'epoch';
      update scim_job set stopped_because = null, started_at = null, start_tried_at = null, unseen_since = null, unseen_alerted = false;
      update vendor_credentials set failing_since = null, alerted = false;
      update granting_switch set paused_at = null;
      update expiring_credential set failing_since = null, alerted = false;
      update catalog_incident set failing_since = null, alerted = false;
      update policy_version set path = null, content = null, digest = null, in_force_since = null, confirmed_at = null;
      delete from policy_change;
      delete from entitlement_id;
      update database_identity set written_by = txid_current(), restore_id = null,
        restore_found_at = null, restore_settled_at = null
      """;

  @TestHTTPResource("/slack/events")
  protected URI events;

  @TestHTTPResource("/")
  protected URI hourkey;

  @Inject protected DataSource database;
  @Inject protected Catalog catalog;
  @Inject protected AuditTrail trail;
  @Inject Waking workers;

  protected Sandbox sandbox;
  protected WorkspaceUser ana;
  protected WorkspaceUser bruno;
  protected WorkspaceUser chloe;
  private long recordedBefore;

  @BeforeEach
  void beginAnew() throws Exception {
    sandbox = HourkeySandbox.get();
    sandbox.slack().heal();
    await().until(this::cleared);
    sandbox.reset(UNTIL_WEDNESDAY);
    recordedBefore = number("select seq from audit_head");
    workers.wake(); // The clock went back.
    sandbox.slack().deliverTo(events);
    sandbox.slack().patience(PATIENCE);
    HourkeySandbox.policy("");
    catalog.refresh();
    ana = sandbox.slack().person("U0ANA");
    bruno = sandbox.slack().person("U0BRUNO");
    chloe = sandbox.slack().person("U0CHLOE");
  }

  private static Duration untilNext(DayOfWeek day, int hour) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    return Duration.between(
        now, now.with(TemporalAdjusters.next(day)).truncatedTo(ChronoUnit.DAYS).plusHours(hour));
  }

  /** Empties the tables, unless work of the last journey is still under way. */
  private boolean cleared() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Waits for the transactions of the last journey that have written to them.
      sql.execute("lock table " + TABLES + " in share row exclusive mode");
      try (var busy = sql.executeQuery("select count(*) from work_claim")) {
        busy.next();
        if (busy.getInt(1) > 0) {
          connection.rollback();
          return false;
        }
      }
      Sql.empty(connection, TABLES);
      sql.execute(CLEAR);
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (e.getSQLState().equals(DEADLOCK)) {
        return false; // With such a transaction; the connection rolls back when it is closed.
      }
      throw e;
    }
  }

  @AfterEach
  void theRecordIsWhole() {
    assertThat(trail.verify(List.of())).isInstanceOf(Verification.Intact.class);
  }

  /** Opens the form, fills it and sends it off. */
  protected Delivery ask(WorkspaceUser who, String entitlement, Duration duration, String why) {
    openForm(who, entitlement);
    return who.submit(Map.of("how_long", Long.toString(duration.toSeconds()), "why", why));
  }

  /** Types the command with an entitlement's id and waits for the form to be filled. */
  protected void openForm(WorkspaceUser who, String entitlement) {
    WholeGrant.openForm(who, entitlement);
  }

  /** The form that somebody has open. */
  protected static View form(WorkspaceUser who) {
    Optional<View> form = who.form();
    assertThat(form).as("an open form").isPresent();
    return form.get();
  }

  /** The card that asks for a decision, once it is there. */
  protected PostedMessage card() {
    eventually(() -> assertThat(bruno.messages(APPROVALS)).isNotEmpty());
    return bruno.latest(APPROVALS);
  }

  /** The path at which auditors read what was recorded since this journey began. */
  protected String auditPath() {
    return "api/v1/audit?limit=1000&after=" + recordedBefore;
  }

  /** The latest event of this type that was recorded since this journey began. */
  protected JsonNode event(String type) throws Exception {
    return StreamSupport.stream(get(auditPath()).spliterator(), false)
        .map(entry -> entry.get("event"))
        .filter(one -> one.get("type").asText().equals(type))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  /** What auditors are answered at a path such as {@code api/v1/audit}. */
  protected JsonNode get(String path) throws Exception {
    return new ObjectMapper().readTree(text(path));
  }

  protected String text(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(hourkey.resolve(path))
              .header("Authorization", "Bearer " + HourkeySandbox.API_TOKEN)
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
      return answer.body();
    }
  }

  /** Waits until somebody has been told something like this directly. */
  protected PostedMessage alerted(WorkspaceUser who, String words) {
    await().alias(words).until(() -> who.directMessages().stream().anyMatch(containing(words)));
    return who.directMessages().stream()
        .filter(containing(words))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  /** The same for what is only said after seconds, which pass faster here. */
  protected PostedMessage alertedInTime(WorkspaceUser who, String words) {
    inTime(() -> assertThat(who.directMessages()).anyMatch(containing(words)));
    return alerted(who, words);
  }

  private static Predicate<PostedMessage> containing(String words) {
    return message -> (message.text() + message.words()).contains(words);
  }

  /** Waits until somebody reads something like this in the approvers' channel. */
  protected PostedMessage readsThere(WorkspaceUser who, String words) {
    eventually(
        () -> assertThat(who.messages(APPROVALS)).anyMatch(one -> one.words().contains(words)));
    return who.messages(APPROVALS).stream()
        .filter(one -> one.words().contains(words))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  /** Waits until a thread there has just one message, which is like this; returns it. */
  protected PostedMessage onlyReplyThere(String words) {
    eventually(
        () ->
            assertThat(bruno.replies(APPROVALS))
                .singleElement()
                .satisfies(one -> assertThat(one.words()).contains(words)));
    return bruno.replies(APPROVALS).getFirst();
  }

  /** Waits until all notifications are told as they should read now. */
  protected void allIsTold() {
    eventually(
        () ->
            assertThat(number("select count(*) from notification where next_try_at is not null"))
                .isZero());
  }

  /**
   * How many notifications of this kind there are, told or not. A change and its notifications are
   * one transaction, while the message in the chat comes later: so this is how to show that nothing
   * is said.
   */
  protected long notified(String kind) throws SQLException {
    return number("select count(*) from notification where kind = '" + kind + "'");
  }

  protected static void eventually(ThrowingRunnable claim) {
    Patience.eventually(claim);
  }

  /**
   * The same, while time passes ten times as fast: for what takes seconds by itself, such as an
   * end, which needs two checks that are five seconds apart.
   */
  protected void inTime(ThrowingRunnable claim) {
    await()
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              try {
                claim.run();
              } catch (AssertionError e) {
                pass(Duration.ofSeconds(1));
                throw e;
              }
            });
  }

  /** Waits until no work is under way. What is due at one moment is claimed together. */
  protected void allIsDone() {
    eventually(() -> assertThat(number("select count(*) from work_claim")).isZero());
  }

  /** Waits until an attempt at the only grant has failed, so none is under way for a while. */
  protected void addFailed() {
    eventually(
        () -> assertThat(number("select count(*) from access_grant where failures > 0")).isOne());
  }

  /** Waits until the only grant has been checked so many times more, while time passes. */
  protected void isCheckedAgain(int times) throws SQLException {
    moreOften("attempt", times);
  }

  /** Waits until one more attempt at the only grant has failed, while time passes. */
  protected void failsAgain() throws SQLException {
    moreOften("failures", 1);
  }

  private void moreOften(String column, int times) throws SQLException {
    String query = "select " + column + " from access_grant";
    long before = number(query);
    inTime(() -> assertThat(number(query)).as(column).isGreaterThanOrEqualTo(before + times));
  }

  /** Makes all maintenance jobs due now. A run that began before would put its job off again. */
  protected void runMaintenance() throws SQLException {
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from work_claim where lower(item) in (select name from"
                            + " maintenance_job)"))
                .as("runs that began before")
                .isZero());
    execute("update maintenance_job set next_run_at = now()");
    workers.wake();
  }

  /** Lets time pass, and waits for the run of a maintenance job that is due by then. */
  protected void maintenanceIsDone(Duration after, String job) throws SQLException {
    eventually(() -> assertThat(underWay(job)).as("a run that began before").isZero());
    pass(after);
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement(
                """
                update maintenance_job set next_run_at = least(next_run_at, ?) where name = ?
                """)) {
      sql.setObject(1, clock().atOffset(ZoneOffset.UTC));
      sql.setString(2, job);
      sql.execute();
    }
    workers.wake();
    eventually(() -> assertThat(due(job)).isAfter(clock()));
  }

  private long underWay(String job) throws SQLException {
    return number("select count(*) from work_claim where lower(item) = '" + job + "'");
  }

  private Instant due(String job) throws SQLException {
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement("select next_run_at from maintenance_job where name = ?")) {
      sql.setString(1, job);
      try (var rows = sql.executeQuery()) {
        return rows.next() ? rows.getObject(1, OffsetDateTime.class).toInstant() : Instant.EPOCH;
      }
    }
  }

  /** The time as Hourkey and the stand-ins know it. */
  protected static Instant clock() {
    return Instant.now().plus(SandboxClock.offset());
  }

  /**
   * Waits until someone is out of an Entra group, and has the cycle run that carries it to AWS: on
   * demand, removals are not carried.
   */
  protected void cycleCarriesRemoval(String group, String person) {
    eventually(() -> assertThat(sandbox.entra().isMember(group, person)).isFalse());
    sandbox.entra().job().start();
  }

  /** The number that a query answers. */
  protected long number(String query) throws SQLException {
    return Sql.number(database, query);
  }

  protected int execute(String statement) throws SQLException {
    return Sql.execute(database, statement);
  }

  /** Lets time pass, for everybody. */
  protected void pass(Duration duration) {
    SandboxClock.advance(duration);
    sandbox.tick();
    workers.wake(); // Otherwise they notice within a second.
  }
}
