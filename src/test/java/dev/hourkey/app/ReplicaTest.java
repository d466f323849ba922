package dev.hourkey.app;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.cli.CommandLineTool;
import dev.hourkey.doctor.ReplicaFacts;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.slack.SocketMode;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ReplicaTest {
  private static final Instant HELLO = Instant.parse("2026-11-30T12:00:00Z");

  @Inject DataSource database;
  @Inject EntraConfig entra;
  @Inject Config config;
  @Inject WorkClaims claims;

  private Replica replica;

  @BeforeEach
  void aReplica() throws SQLException {
    Sql.empty(database, "work_claim, replica");
    replica = new Replica(database, entra, config);
    assertThat(replica.heartbeat()).isZero();
  }

  @AfterEach
  void gone() {
    replica.close();
  }

  @Test
  void connections_to_slack_are_compared_with_the_replicas_of_the_moment_when_they_were_counted()
      throws SQLException {
    seen("hourkey/other", "0 seconds");
    seen("hourkey/just-stopped", "90 seconds");
    assertThat(strangers(HELLO, 2)).as("two replicas").isZero();
    seen("hourkey/other", "1 hour");
    assertThat(strangers(HELLO, 2)).as("later there are fewer").isZero();
    assertThat(strangers(HELLO.plusSeconds(1), 2)).as("Slack counted again").isEqualTo(1);
  }

  @Test
  void doctor_takes_connections_for_those_of_strangers_only_if_every_replica_saw_them()
      throws SQLException {
    assertThat(strangers(HELLO, 2)).isEqualTo(2);
    assertThat(facts(Map.of()).chatConnections()).isEqualTo(2);
    seen("hourkey/other", "0 seconds");
    assertThat(facts(Map.of()).chatConnections()).isZero();
  }

  private int strangers(Instant hello, int ofOthers) throws SQLException {
    replica.recordGreeting(new SocketMode.Hello(hello, ofOthers));
    assertThat(replica.heartbeat()).isZero();
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows =
            sql.executeQuery(
                "select chat_connections_of_strangers from replica where name = '%s'"
                    .formatted(replica.name()))) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private ReplicaFacts facts(Map<String, String> here) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      return ReplicaDiagnostics.facts(sql, SettingsDigests.json(here));
    }
  }

  @Test
  void the_work_of_a_dead_replica_is_released_in_every_queue() throws SQLException {
    for (WorkQueue queue : WorkQueue.values()) {
      claim(queue.name(), "hourkey/dead");
    }
    seen("hourkey/dead", "0 seconds");
    assertThat(replica.heartbeat()).isEqualTo(WorkQueue.values().length);
    assertThat(claimedBy()).isEmpty();
  }

  @Test
  void the_work_of_a_live_replica_is_released_only_when_it_dies() throws SQLException {
    Replica other = new Replica(database, entra, config);
    assertThat(other.heartbeat()).isZero();
    claim("ENDING", other.name());
    assertThat(replica.heartbeat()).isZero();
    assertThat(claimedBy()).containsExactly(other.name());
    other.close();
    assertThat(replica.heartbeat()).isEqualTo(1);
  }

  @Test
  void the_work_of_a_replica_that_hangs_is_released() throws SQLException {
    Replica other = new Replica(database, entra, config);
    assertThat(other.heartbeat()).isZero();
    claim("ENDING", other.name());
    seen(other.name(), "10 seconds");
    assertThat(replica.heartbeat()).isZero();
    seen(other.name(), "21 seconds");
    assertThat(replica.heartbeat()).isEqualTo(1);
    other.close();
  }

  @Test
  void a_replica_without_its_lock_does_not_know_what_is_due() {
    assertThat(replica.dueWork(claims, Instant.now())).isPresent();
    replica.close();
    assertThat(replica.dueWork(claims, Instant.now())).isEmpty();
  }

  @Test
  void a_replica_keeps_its_own_work() throws SQLException {
    claim("ENDING", replica.name());
    assertThat(replica.heartbeat()).isZero();
    assertThat(claimedBy()).containsExactly(replica.name());
  }

  @Test
  void a_locked_claim_is_not_waited_for() throws SQLException {
    claim("ENDING", "hourkey/dead");
    try (Connection somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock = somebody.prepareStatement("select 1 from work_claim for update")) {
        lock.execute();
      }
      assertThat(replica.heartbeat()).isZero();
      somebody.rollback();
      somebody.setAutoCommit(true);
    }
    assertThat(replica.heartbeat()).isEqualTo(1);
  }

  @Test
  void after_an_outage_of_postgresql_replicas_have_time_to_take_their_lock_again()
      throws SQLException {
    claim("ENDING", "hourkey/dead");
    long outage = System.nanoTime();
    execute(
        """
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and pid <> pg_backend_pid()
        """);
    await().ignoreExceptions().until(() -> replica.heartbeat() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - outage))
        .isGreaterThanOrEqualTo(Replica.RELOCK_TIME);
  }

  /** So a replica where a default is written out does not differ from one where it is not. */
  @Test
  void doctor_finds_the_version_and_the_settings_of_each_replica_with_their_defaults()
      throws SQLException {
    ReplicaFacts facts =
        facts(
            Map.of(
                "hourkey.audit.export-format",
                "entries",
                "hourkey.aws.region",
                config.getValue("hourkey.aws.region", String.class)));
    assertThat(facts.running()).isEqualTo(1);
    assertThat(facts.versions()).containsExactly(CommandLineTool.version());
    assertThat(facts.differing()).isEmpty();
    assertThat(facts.elsewhere()).containsExactly("hourkey.audit.export-format");
    assertThat(facts.sinceStart()).isLessThan(Duration.ofMinutes(1));
  }

  private void claim(String queue, String by) throws SQLException {
    execute(
        "insert into work_claim (queue, item, replica) values ('%s', 'one', '%s')"
            .formatted(queue, by));
  }

  private void seen(String name, String ago) throws SQLException {
    execute(
        """
        insert into replica (name, seen_at, version, settings)
          values ('%1$s', now() - interval '%2$s', '1', '{}')
        on conflict (name) do update set seen_at = excluded.seen_at
        """
            .formatted(name, ago));
  }

  private List<String> claimedBy() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select replica from work_claim order by 1")) {
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
