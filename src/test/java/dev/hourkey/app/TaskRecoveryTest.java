package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NothingByItself;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NothingByItself.class)
@QuarkusTestResource(HourkeySandbox.class)
class TaskRecoveryTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final String ID = "00000000-0000-4000-8000-000000000001";

  @Inject Sweeper sweeper;
  @Inject TaskRecovery tasks;
  @Inject DataSource database;

  @BeforeEach
  void anEmptyStage() {
    execute(
        """
        truncate access_grant, access_request, submission, notification, membership, person,
          scheduled_endings, scheduled_clearing, scheduled_provisioning, scheduled_maintenance, scheduled_requests,
          scheduled_notifications cascade
        """);
  }

  @Test
  void losing_every_task_loses_nothing() {
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values ('ana', 'T', 'U', 'Ana', 'ana@example.com', now())
        """);
    request("00000000-0000-4000-8000-00000000000a", "PENDING", "now() - interval '1 minute'");
    request("00000000-0000-4000-8000-00000000000b", "PENDING", "now() + interval '1 minute'");
    request("00000000-0000-4000-8000-000000000001", "APPROVED", "null");
    request("00000000-0000-4000-8000-000000000002", "APPROVED", "null");
    request("00000000-0000-4000-8000-000000000003", "APPROVED", "null");
    grant("00000000-0000-4000-8000-000000000001", "LIVE", "now() - interval '1 minute'");
    grant("00000000-0000-4000-8000-000000000002", "SYNCING", "now() - interval '1 minute'");
    grant("00000000-0000-4000-8000-000000000003", "LIVE", "now() + interval '1 minute'");
    execute(
        """
        insert into submission (id, key, team_id, chat_id, kind, entitlement, duration_seconds,
          received_at, next_try_at)
        values ('00000000-0000-4000-8000-00000000000c', 'k', 'T', 'U', 'REQUEST', 'it', 60, now(),
          now() - interval '1 minute')
        """);
    execute(
        """
        insert into notification (key, kind, subject, created_at, next_try_at)
        values ('GrantActive/1', 'GrantActive', '00000000-0000-4000-8000-000000000001', now(),
          now() - interval '1 minute')
        """);

    sweeper.sweep();

    assertThat(all("scheduled_endings"))
        .containsExactly("grant-ending 00000000-0000-4000-8000-000000000001");
    assertThat(all("scheduled_provisioning"))
        .containsExactly("grant-provisioning 00000000-0000-4000-8000-000000000002");
    assertThat(all("scheduled_requests"))
        .containsExactly(
            "request 00000000-0000-4000-8000-00000000000a",
            "submission 00000000-0000-4000-8000-00000000000c");
    assertThat(all("scheduled_notifications")).containsExactly("notification GrantActive/1");
    assertThat(all("scheduled_maintenance"))
        .containsExactly(
            "maintenance audit",
            "maintenance drift",
            "maintenance orphans",
            "maintenance retention",
            "maintenance returned",
            "maintenance scim_job");
  }

  @Test
  void a_task_that_is_due_later_than_its_row_is_moved() {
    task(ID, NOW.plusSeconds(3600), false);
    tasks.recover(TaskQueue.ENDING, List.of(ID), NOW);
    assertThat(due(ID)).isEqualTo(NOW);
    assertThat(version(ID))
        .as("so that a scheduler that read it before does not take it")
        .isEqualTo(8);
  }

  @Test
  void a_running_task_is_left_alone() {
    task(ID, NOW.plusSeconds(3600), true);
    tasks.recover(TaskQueue.ENDING, List.of(ID), NOW);
    assertThat(due(ID)).isEqualTo(NOW.plusSeconds(3600));
    assertThat(version(ID)).isEqualTo(7);
  }

  @Test
  void a_lock_on_a_running_task_does_not_block_the_sweep() throws SQLException {
    task(ID, NOW.minusSeconds(60), false);
    try (var somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock = somebody.prepareStatement("select 1 from scheduled_endings for update")) {
        lock.execute();
      }
      tasks.recover(TaskQueue.ENDING, List.of(ID), NOW); // It would wait for 3 s, and fail.
      somebody.rollback();
      somebody.setAutoCommit(true);
    }
    assertThat(version(ID)).isEqualTo(7);
  }

  @Test
  void a_task_that_is_due_keeps_its_place_in_the_queue() {
    task(ID, NOW.minusSeconds(60), false);
    tasks.recover(TaskQueue.ENDING, List.of(ID), NOW);
    assertThat(due(ID)).isEqualTo(NOW.minusSeconds(60));
    assertThat(version(ID)).isEqualTo(7);
  }

  @Test
  void maintenance_jobs_are_scheduled_once_and_repeat_at_their_own_interval() {
    sweeper.sweep();
    execute(
        "update scheduled_maintenance set execution_time = execution_time - interval '1 minute'");
    Instant before = first("select min(execution_time) from scheduled_maintenance");
    sweeper.sweep();
    assertThat(first("select min(execution_time) from scheduled_maintenance")).isEqualTo(before);
    assertThat(all("scheduled_maintenance")).hasSize(MaintenanceJobs.Job.values().length);
  }

  @Test
  void a_maintenance_job_is_not_run_before_its_time() {
    sweeper.sweep();
    execute("update scheduled_maintenance set execution_time = now() + interval '25 seconds'");
    Instant before = first("select min(execution_time) from scheduled_maintenance");
    sweeper.sweep();
    assertThat(first("select min(execution_time) from scheduled_maintenance")).isEqualTo(before);
  }

  @Test
  void a_maintenance_job_that_a_wrong_clock_postponed_is_recovered() {
    sweeper.sweep();
    execute("update scheduled_maintenance set execution_time = now() + interval '2 days'");
    sweeper.sweep();
    assertThat(first("select max(execution_time) from scheduled_maintenance"))
        .isBefore(Instant.now().plusSeconds(10));
  }

  @Test
  void ten_thousand_lost_tasks_are_recovered_at_once() {
    List<String> ids = IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
    tasks.recover(TaskQueue.ENDING, ids, NOW);
    assertThat(all("scheduled_endings")).hasSize(10_000);
  }

  private void request(String id, String phase, String wake) {
    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk, duration_seconds, justification,
          approvals_needed, requested_at, expires_at, remind_after_seconds, phase, next_wake_at,
          decided_at)
        values ('%s', 'ana', '%s', 'It', 'g', 'g', '{"targets":[],"complete":false}', false, 60, 'why', 0, now(), now(),
          '{}', '%s', %s, case when '%s' = 'PENDING' then null else now() end)
        """
            .formatted(id, id, phase, wake, phase));
  }

  private void grant(String id, String phase, String look) {
    execute(
        """
        insert into access_grant (id, request, holder, aws_user_id, entitlement, entitlement_name,
          group_id, group_name, opens, duration_seconds,
          warn_before_seconds, opened_at, deadline, phase, added_at, live_since, ends_at, due_at,
          next_look_at)
        values ('%s', '%s', 'ana', 'a', '%s', 'It', 'g', 'group', '{"targets":[],"complete":false}', 60, 10,
          now(), now() + interval '1 hour', '%s', now(), now(), now(), now(), %s)
        """
            .formatted(id, id, id, phase, look));
  }

  private void task(String id, Instant due, boolean picked) {
    execute(
        """
        insert into scheduled_endings (task_name, task_instance, execution_time, picked, version)
        values ('grant-ending', '%s', '%s', %s, 7)
        """
            .formatted(id, due, picked));
  }

  private Instant due(String id) {
    return first("select execution_time from scheduled_endings where task_instance = '" + id + "'");
  }

  private long version(String id) {
    return Long.parseLong(
        query("select version from scheduled_endings where task_instance = '" + id + "'")
            .getFirst());
  }

  private List<String> all(String table) {
    return query("select task_name || ' ' || task_instance from " + table + " order by 1");
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
