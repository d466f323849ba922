package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.CountingHistory;
import dev.hourkey.console.ConsoleConfig;
import dev.hourkey.console.ConsoleSettings;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.request.Submissions;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SweeperTest {
  @Inject MaintenanceJobs maintenance;
  @Inject Dispatcher dispatcher;
  @Inject Submissions submissions;
  @Inject RefusalLog refusals;
  @Inject DatabaseClock clock;
  @Inject DataSource database;
  @Inject AuditReader reader;
  @Inject AuditTrail trail;

  @Test
  void a_replica_with_a_console_follows_the_trail_by_itself_once_it_has_started() {
    CountingHistory history = new CountingHistory(database, reader, trail);
    Sweeper sweeper = sweeper(history, Optional.of("console"));
    sweeper.sweep();
    assertThat(history.prepared()).as("the first sweep is part of the start").isZero();
    sweeper.sweep();
    assertThat(history.prepared()).isOne();
  }

  @Test
  void a_replica_without_a_console_does_not_follow_the_trail() {
    CountingHistory history = new CountingHistory(database, reader, trail);
    Sweeper sweeper = sweeper(history, Optional.empty());
    sweeper.sweep();
    sweeper.sweep();
    assertThat(history.prepared()).isZero();
  }

  @Test
  void jobs_that_are_due_too_late_are_brought_forward_at_the_start() throws SQLException {
    Sweeper sweeper = sweeper(new CountingHistory(database, reader, trail), Optional.empty());
    Instant tooLate = clock.instant().plus(Duration.ofDays(10));
    postpone(tooLate);
    sweeper.sweep();
    assertThat(sweeper.finished()).isPresent();
    assertThat(due()).isBeforeOrEqualTo(clock.instant());
  }

  @Test
  void a_replica_that_fails_before_all_is_retried_leaves_it_to_the_next() throws SQLException {
    postpone(clock.instant().plus(Duration.ofDays(10)));
    Sweeper sweeper = sweeper(new CountingHistory(database, reader, trail), Optional.empty());
    Sql.execute(database, "alter table submission rename to elsewhere");
    try {
      assertThatThrownBy(sweeper::sweep).hasMessageContaining("correct times");
    } finally {
      Sql.execute(database, "alter table elsewhere rename to submission");
    }
    assertThat(maintenance.clockWasSetBack()).isTrue();
    sweeper.sweep();
    assertThat(maintenance.clockWasSetBack()).isFalse();
  }

  private void postpone(Instant when) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement("update maintenance_job set next_run_at = ?")) {
      sql.setObject(1, when.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
      sql.executeUpdate();
    }
  }

  /** When the last of the jobs is due. */
  private Instant due() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select max(next_run_at) from maintenance_job")) {
      rows.next();
      return rows.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private Sweeper sweeper(AccessHistory history, Optional<String> clientId) {
    return new Sweeper(
        maintenance,
        dispatcher,
        submissions,
        refusals,
        history,
        new ConsoleSettings(console(clientId), Optional.empty(), ""),
        clock,
        database);
  }

  private static ConsoleConfig console(Optional<String> clientId) {
    return new ConsoleConfig() {
      @Override
      public Optional<URI> publicUrl() {
        return Optional.empty();
      }

      @Override
      public Optional<String> clientId() {
        return clientId;
      }

      @Override
      public Optional<String> clientSecret() {
        return Optional.empty();
      }

      @Override
      public Optional<URI> issuer() {
        return Optional.empty();
      }

      @Override
      public Optional<String> stepUpContext() {
        return Optional.empty();
      }
    };
  }
}
