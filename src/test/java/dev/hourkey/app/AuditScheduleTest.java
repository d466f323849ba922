package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.checkpoint.CheckpointDatabaseTest;
import dev.hourkey.checkpoint.CheckpointsOn;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** When the audit trail is verified. */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class AuditScheduleTest extends CheckpointDatabaseTest {
  private static final String DUE =
      "select floor(extract(epoch from next_run_at))::bigint from %s.maintenance_job where name = '%s'";

  @Inject MaintenanceJobs maintenance;
  @Inject AuditCheck check;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @Test
  void at_the_first_start_something_is_signed_before_the_trail_is_verified() throws Exception {
    int _ = Sql.execute(database, "drop schema if exists first_start cascade");
    try {
      Flyway.configure().dataSource(database).schemas("first_start").load().migrate();
      assertThat(due("first_start", "audit"))
          .isAfter(due("first_start", "checkpoint"))
          .isBefore(Instant.now().plus(Duration.ofMinutes(2)));
    } finally {
      int _ = Sql.execute(database, "drop schema if exists first_start cascade");
    }
  }

  @Test
  void a_verification_that_could_not_compare_everything_is_repeated_within_the_hour()
      throws Exception {
    record(1);
    maintenance.run("audit");
    assertThat(check.state().unread()).as("there is a key, and nothing is signed").isPresent();
    assertThat(due("public", "audit")).isBeforeOrEqualTo(clock.instant().plus(Duration.ofHours(1)));

    maker.run();
    maintenance.run("audit");
    assertThat(check.state().unread()).isEmpty();
    assertThat(due("public", "audit")).isAfter(clock.instant().plus(Duration.ofHours(23)));
  }

  private Instant due(String schema, String job) throws SQLException {
    return Instant.ofEpochSecond(Sql.number(database, DUE.formatted(schema, job)));
  }
}
