package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class MetricsTest {
  @Inject Metrics metrics;
  @Inject DatabaseClock clock;
  @Inject MeterRegistry registry;
  @Inject DataSource database;

  @Test
  void a_job_that_was_never_read_is_neither_running_nor_stopped() throws SQLException {
    seen("null");
    metrics.count();
    assertThat(gauge("hourkey.scim.job.running")).isNaN();
    assertThat(gauge("hourkey.scim.job.seen.seconds")).isNaN();

    seen("'" + clock.instant().minusSeconds(30) + "'");
    metrics.count();
    assertThat(gauge("hourkey.scim.job.running")).isEqualTo(1);
    assertThat(gauge("hourkey.scim.job.seen.seconds")).isBetween(25.0, 60.0);

    seen("'" + clock.instant().minusSeconds(3600) + "'");
    metrics.count();
    assertThat(gauge("hourkey.scim.job.running")).as("nobody has looked for an hour").isNaN();
    assertThat(gauge("hourkey.scim.job.seen.seconds")).isGreaterThan(3500);
  }

  @Test
  void a_counted_metric_is_a_number() {
    metrics.count();
    assertThat(gauge("hourkey.revocations.overdue")).isNotNaN();
    assertThat(gauge("hourkey.drift.unwatched")).isNotNaN();
    assertThat(gauge("hourkey.members.unexplained")).isNotNaN();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private void seen(String at) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      sql.execute(
          "update scim_job set stopped_because = null, since = null, incident = null, seen_at = "
              + at);
    }
  }
}
