package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.app.MaintenanceJobs.Job;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class WorkClaimsTest {
  private static final String ID = "00000000-0000-4000-8000-000000000001";

  private static final Duration HOUR = Duration.ofHours(1);

  @Inject WorkClaims claims;
  @Inject MaintenanceJobs maintenance;
  @Inject Sweeper sweeper;
  @Inject Clock clock;
  @Inject DataSource database;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @BeforeEach
  void nothingIsDue() throws SQLException {
    Sql.empty(
        database,
        "access_grant, access_request, submission, notification, membership, person, work_claim");
    execute("update maintenance_job set next_run_at = 'infinity'");
  }

  @Test
  void every_row_that_is_due_is_claimed_by_the_workers_of_its_queue() throws SQLException {
    person();
    request("00000000-0000-4000-8000-00000000000a", "PENDING", "now() - interval '1 minute'");
    request("00000000-0000-4000-8000-00000000000b", "PENDING", "now() + interval '1 minute'");
    live("00000000-0000-4000-8000-000000000001", "now() - interval '1 minute'");
    grant("00000000-0000-4000-8000-000000000002", "SYNCING", "now() - interval '1 minute'");
    live("00000000-0000-4000-8000-000000000003", "now() + interval '1 minute'");
    execute(
        """
        insert into submission (id, key, team_id, chat_id, kind, entitlements, duration_seconds,
          received_at, next_try_at)
        values ('00000000-0000-4000-8000-00000000000c', 'k', 'T', 'U', 'REQUEST', '{it}', 60, now(),
          now() - interval '1 minute');
        insert into notification (key, kind, subject, created_at, next_try_at)
        values ('GrantActive/1', 'GrantActive', '00000000-0000-4000-8000-000000000001', now(),
          now() - interval '1 minute');
        update maintenance_job set next_run_at = 'epoch'
        """);

    assertThat(due())
        .containsExactly(
            WorkQueue.ENDING,
            WorkQueue.PROVISIONING,
            WorkQueue.SUBMISSIONS,
            WorkQueue.REQUESTS,
            WorkQueue.NOTIFICATIONS,
            WorkQueue.MAINTENANCE);
    assertThat(claim(WorkQueue.REQUESTS)).containsExactly("00000000-0000-4000-8000-00000000000a");
    assertThat(claim(WorkQueue.ENDING)).containsExactly("00000000-0000-4000-8000-000000000001");
    assertThat(claim(WorkQueue.PROVISIONING))
        .containsExactly("00000000-0000-4000-8000-000000000002");
    assertThat(claim(WorkQueue.CLEARING)).isEmpty();
    assertThat(claim(WorkQueue.SUBMISSIONS))
        .containsExactly("00000000-0000-4000-8000-00000000000c");
    assertThat(claim(WorkQueue.NOTIFICATIONS)).containsExactly("GrantActive/1");
    assertThat(claim(WorkQueue.MAINTENANCE))
        .containsExactlyInAnyOrder(
            Stream.of(MaintenanceJobs.Job.values())
                .map(MaintenanceJobs.Job::row)
                .toArray(String[]::new));
    assertThat(due()).as("what is claimed needs no worker").isEmpty();
  }

  @Test
  void a_claimed_row_is_left_to_its_replica_until_that_has_finished() {
    dueGrant();
    assertThat(claim("one", List.of(), 10)).containsExactly(ID);
    assertThat(claim("other", List.of(), 10)).isEmpty();
    assertThat(claim("one", List.of(ID), 10)).as("still under way").isEmpty();
    assertThat(claim("one", List.of(), 10)).as("finished, and due again").containsExactly(ID);
  }

  @Test
  void a_row_that_is_no_longer_due_is_released_too() {
    dueGrant();
    assertThat(claim("one", List.of(), 10)).containsExactly(ID);
    execute("update access_grant set next_check_at = now() + interval '1 hour'");
    assertThat(claim("one", List.of(), 10)).isEmpty();
    assertThat(query("select item from work_claim")).isEmpty();
  }

  @Test
  void work_that_failed_a_moment_ago_is_not_claimed_again_yet() {
    dueGrant();
    assertThat(claims.releaseAndClaim(WorkQueue.ENDING, "one", List.of(), List.of(ID), 10, now))
        .isEmpty();
    assertThat(claim("other", List.of(), 10)).containsExactly(ID);
  }

  @Test
  void a_row_that_somebody_is_changing_is_not_waited_for() throws SQLException {
    dueGrant();
    try (var somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock = somebody.prepareStatement("select 1 from access_grant for update")) {
        lock.execute();
      }
      assertThat(claim("one", List.of(), 10)).isEmpty();
      somebody.rollback();
      somebody.setAutoCommit(true);
    }
    assertThat(claim("one", List.of(), 10)).containsExactly(ID);
  }

  @Test
  void the_longest_due_is_claimed_first_and_no_more_than_there_are_workers_for() {
    person();
    for (int i = 1; i <= 5; i++) {
      live(
          "00000000-0000-4000-8000-00000000000" + i, "now() - interval '" + (60 - i) + " seconds'");
    }
    assertThat(claim("one", List.of(), 2))
        .containsExactlyInAnyOrder(
            "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002");
    assertThat(claim("other", List.of(), 2))
        .containsExactlyInAnyOrder(
            "00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004");
  }

  @Test
  void the_oldest_work_that_nobody_does_is_known() {
    assertThat(claims.oldest(WorkQueue.ENDING, now)).isZero();
    person();
    live(ID, "timestamptz '" + now.minusSeconds(40) + "'");
    assertThat(claims.oldest(WorkQueue.ENDING, now)).isEqualTo(Duration.ofSeconds(40));
    assertThat(claim("one", List.of(), 10)).containsExactly(ID);
    assertThat(claims.oldest(WorkQueue.ENDING, now)).isZero();
  }

  @Test
  void a_maintenance_job_is_due_again_after_its_interval() {
    maintenance.run("orphans");
    assertThat(first("select next_run_at from maintenance_job where name = 'orphans'"))
        .isEqualTo(clock.instant().plusSeconds(30));
  }

  @Test
  void a_maintenance_job_is_not_run_before_its_time() {
    postpone(Duration.ofSeconds(4)); // Less than the shortest pause.
    Instant before = first("select min(next_run_at) from maintenance_job");
    maintenance.bringForward();
    assertThat(first("select min(next_run_at) from maintenance_job")).isEqualTo(before);
  }

  @Test
  void a_maintenance_job_that_a_wrong_clock_postponed_is_recovered() {
    postpone(Duration.ofDays(2));
    maintenance.bringForward();
    assertThat(first("select max(next_run_at) from maintenance_job")).isEqualTo(clock.instant());
  }

  @Test
  void messages_that_a_wrong_clock_postponed_are_sent_now() {
    execute(
        """
        insert into rate_limit values ('C0APPROVALS', '%1$s');
        insert into circuit_breaker (method, open_until, probe_until) values ('chat.postMessage', '%1$s', '%1$s');
        insert into notification (key, kind, subject, created_at, next_try_at, reservation_key, reservation_at)
        values ('late', 'JobStopped', gen_random_uuid(), '%1$s', '%1$s', 'C0APPROVALS', '%1$s')
        """
            .formatted(clock.instant().plus(Duration.ofMinutes(20))));
    postpone(Duration.ofSeconds(4));
    sweeper.sweep();
    assertThat(first("select next_try_at from notification where key = 'late'"))
        .as("no clock was set back")
        .isAfter(clock.instant());
    postpone(Duration.ofDays(2));
    sweeper.sweep();
    assertThat(first("select next_try_at from notification where key = 'late'"))
        .isBeforeOrEqualTo(clock.instant());
    assertThat(query("select key from rate_limit")).isEmpty();
    assertThat(first("select max(open_until) from circuit_breaker"))
        .isBeforeOrEqualTo(clock.instant());
  }

  @Test
  void attempts_and_submissions_that_a_wrong_clock_postponed_are_tried_now() {
    person();
    String later = "now() + interval '20 minutes'";
    grant("00000000-0000-4000-8000-000000000001", "SYNCING", later);
    live("00000000-0000-4000-8000-000000000002", later);
    execute(
        """
        insert into submission (id, key, team_id, chat_id, kind, entitlements, duration_seconds,
          received_at, next_try_at)
        values ('00000000-0000-4000-8000-00000000000c', 'k', 'T', 'U', 'REQUEST', '{it}', 60, now(), %s)
        """
            .formatted(later));
    postpone(Duration.ofDays(2));
    sweeper.sweep();
    assertThat(query("select phase from access_grant where next_check_at <= now()"))
        .as("active access ends at its time")
        .containsExactly("SYNCING");
    assertThat(query("select id from submission where next_try_at <= now()")).hasSize(1);
  }

  @Test
  void a_checkpoint_that_the_settings_want_late_shows_no_wrong_clock() {
    Duration two = Duration.ofHours(2);
    assertThat(MaintenanceJobs.longestPause(Job.CHECKPOINT, two)).isEqualTo(two);
    assertThat(MaintenanceJobs.longestPause(Job.CHECKPOINT, Duration.ofMinutes(5))).isEqualTo(HOUR);
    assertThat(MaintenanceJobs.longestPause(Job.RETENTION, two)).isEqualTo(HOUR);
  }

  private void postpone(Duration time) {
    execute("update maintenance_job set next_run_at = '" + clock.instant().plus(time) + "'");
  }

  private Set<WorkQueue> due() throws SQLException {
    try (var connection = database.getConnection()) {
      return claims.due(connection, now);
    }
  }

  private List<String> claim(WorkQueue queue) {
    return claims.claim(queue, "one", List.of(), 20, now);
  }

  private List<String> claim(String replica, List<String> running, int max) {
    return claims.releaseAndClaim(WorkQueue.ENDING, replica, running, List.of(), max, now);
  }

  private void dueGrant() {
    person();
    live(ID, "now() - interval '1 minute'");
  }

  private void person() {
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values ('ana', 'T', 'U', 'Ana', 'ana@example.com', now())
        """);
  }

  private void live(String id, String nextCheck) {
    grant(id, "LIVE", nextCheck);
  }

  private void request(String id, String phase, String wake) {
    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk, duration_seconds, justification,
          requested_at, expires_at, remind_after_seconds, phase, next_wake_at,
          decided_at)
        values ('%s', 'ana', '%s', 'It', 'g', 'g', '{"targets":[],"complete":false}', false, 60, 'why', now(), now(),
          '{}', '%s', %s, case when '%s' = 'PENDING' then null else now() end)
        """
            .formatted(id, id, phase, wake, phase));
  }

  private void grant(String id, String phase, String nextCheck) {
    request(id, "APPROVED", "null");
    execute(
        """
        insert into access_grant (id, request, holder, aws_user_id, entitlement, entitlement_name,
          group_id, group_name, opens, duration_seconds,
          warn_before_seconds, opened_at, deadline, phase, added_at, live_since, ends_at, due_at,
          next_check_at)
        values ('%s', '%s', 'ana', 'a', '%s', 'It', 'g', 'group', '{"targets":[],"complete":false}', 60, 10,
          now(), now() + interval '1 hour', '%s', now(), now(), now(), now(), %s)
        """
            .formatted(id, id, id, phase, nextCheck));
  }

  private Instant first(String query) {
    return Instant.parse(
        query("select to_json(at at time zone 'UTC') #>> '{}' || 'Z' from (" + query + ") one(at)")
            .getFirst());
  }

  private List<String> query(String query) {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String statement) {
    try {
      Sql.execute(database, statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
