package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.CountingHistory;
import dev.hourkey.console.ConsoleConfig;
import dev.hourkey.console.ConsoleSettings;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SweeperTest {
  @Inject MaintenanceJobs maintenance;
  @Inject Inbox inbox;
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

  private Sweeper sweeper(AccessHistory history, Optional<String> clientId) {
    return new Sweeper(
        maintenance,
        inbox,
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
