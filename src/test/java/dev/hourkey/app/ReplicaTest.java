package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ReplicaTest {
  private static final List<String> TABLES =
      List.of(
          "scheduled_endings",
          "scheduled_clearing",
          "scheduled_provisioning",
          "scheduled_requests",
          "scheduled_notifications",
          "scheduled_maintenance");

  @Inject DataSource database;

  private Replica replica;

  @BeforeEach
  void aReplica() throws SQLException {
    execute("truncate " + String.join(", ", TABLES));
    replica = new Replica(database, Clock.systemUTC());
    assertThat(replica.release(atWork())).isZero();
  }

  @AfterEach
  void gone() {
    replica.close();
  }

  @Test
  void tasks_of_a_dead_replica_are_due_again_in_every_table() throws SQLException {
    for (String table : TABLES) {
      task(table, "one", "hourkey/dead", Instant.now());
    }
    assertThat(replica.release(atWork())).isEqualTo(TABLES.size());
    for (String table : TABLES) {
      assertThat(pickedBy(table)).containsExactly("one null 8");
    }
  }

  @Test
  void tasks_of_a_live_replica_are_released_only_when_it_dies() throws SQLException {
    Replica other = new Replica(database, Clock.systemUTC());
    assertThat(other.release(atWork())).isZero();
    task("scheduled_endings", "one", other.name(), Instant.now().minusSeconds(3600));
    assertThat(replica.release(atWork())).isZero();
    assertThat(pickedBy("scheduled_endings")).containsExactly("one " + other.name() + " 7");
    other.close();
    assertThat(replica.release(atWork())).isEqualTo(1);
  }

  @Test
  void tasks_that_it_picked_and_does_not_run_are_due_again() throws SQLException {
    task("scheduled_endings", "forgotten", replica.name(), Instant.now().minusSeconds(6));
    task("scheduled_endings", "at work", replica.name(), Instant.now().minusSeconds(6));
    Map<String, List<String>> atWork = atWork();
    atWork.put("scheduled_endings", List.of("some-task at work"));
    task("scheduled_endings", "just picked", replica.name(), Instant.now());
    assertThat(replica.release(atWork)).isEqualTo(1);
    assertThat(pickedBy("scheduled_endings"))
        .containsExactly(
            "at work " + replica.name() + " 7",
            "forgotten null 8",
            "just picked " + replica.name() + " 7");
  }

  @Test
  void a_replica_of_an_earlier_version_holds_no_lock_and_is_not_taken_for_dead()
      throws SQLException {
    task("scheduled_endings", "one", "8a6f0f6e-0000-4000-8000-000000000001", Instant.now());
    assertThat(replica.release(atWork())).isZero();
  }

  @Test
  void a_locked_task_is_not_waited_for() throws SQLException {
    task("scheduled_endings", "one", "hourkey/dead", Instant.now());
    try (Connection somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock = somebody.prepareStatement("select 1 from scheduled_endings for update")) {
        lock.execute();
      }
      assertThat(replica.release(atWork())).isZero();
      somebody.rollback();
      somebody.setAutoCommit(true);
    }
    assertThat(replica.release(atWork())).isEqualTo(1);
  }

  @Test
  void after_an_outage_of_postgresql_replicas_have_time_to_take_their_lock_again()
      throws SQLException {
    task("scheduled_endings", "one", "hourkey/dead", Instant.now());
    execute(
        """
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and pid <> pg_backend_pid()
        """);
    await().ignoreExceptions().until(() -> replica.release(atWork()) == 0);
    assertThat(replica.release(atWork())).isZero();
    await().atMost(Duration.ofSeconds(5)).until(() -> replica.release(atWork()) == 1);
  }

  private static Map<String, List<String>> atWork() {
    Map<String, List<String>> nothing = new HashMap<>();
    TABLES.forEach(table -> nothing.put(table, List.of()));
    return nothing;
  }

  private void task(String table, String id, String pickedBy, Instant heartbeat)
      throws SQLException {
    execute(
        """
        insert into %s (task_name, task_instance, execution_time, picked, picked_by,
          last_heartbeat, version)
        values ('some-task', '%s', now(), true, '%s', '%s', 7)
        """
            .formatted(table, id, pickedBy, heartbeat));
  }

  private List<String> pickedBy(String table) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows =
            sql.executeQuery(
                "select concat_ws(' ', task_instance, coalesce(picked_by, 'null'), version) from "
                    + table
                    + " order by 1")) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}
