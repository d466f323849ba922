package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.TwoRoles;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What readiness says about the database, with a time that the test moves. */
class DatabaseReadinessTest {
  private final AtomicLong nanoTime = new AtomicLong(1);

  @Test
  void a_right_that_is_revoked_while_running_makes_the_replica_not_ready_within_half_a_minute()
      throws Exception {
    try (TwoRoles roles = new TwoRoles();
        Connection owner = roles.as(TwoRoles.OWNER);
        var sql = owner.createStatement()) {
      Flyway.configure()
          .dataSource(roles.url(), TwoRoles.OWNER, TwoRoles.PASSWORD)
          .load()
          .migrate();
      PGSimpleDataSource database = new PGSimpleDataSource();
      database.setUrl(roles.url());
      database.setUser(TwoRoles.WORKER);
      database.setPassword(TwoRoles.PASSWORD);
      DatabaseReadiness readiness = new DatabaseReadiness(database, nanoTime::get);
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

      sql.execute("revoke update on access_grant from hourkey");
      sql.execute("revoke execute on function audit_append_all(text[]) from hourkey");
      pass(Duration.ofSeconds(31));
      List<String> logged = new ArrayList<>();
      HealthCheckResponse down = logging(logged, readiness);
      assertThat(logged)
          .singleElement()
          .asString()
          .as("PostgreSQL accepts writes")
          .endsWith("grant it the rights that docs/install.md#database lists");
      assertThat(down.getStatus()).isEqualTo(Status.DOWN);
      assertThat(down.getData())
          .hasValueSatisfying(
              data ->
                  assertThat(String.valueOf(data.get("reason")))
                      .startsWith(
                          "the role hourkey is not allowed to use access_grant, audit_append_all")
                      .contains("docs/install.md#database"));

      sql.execute("grant update on access_grant to hourkey");
      sql.execute("grant execute on function audit_append_all(text[]) to hourkey");
      pass(Duration.ofSeconds(3));
      assertThat(readiness.call().getStatus()).as("seen soon").isEqualTo(Status.UP);

      sql.execute("revoke update on write_check from hourkey");
      pass(Duration.ofSeconds(3));
      logged.clear();
      assertThat(logging(logged, readiness).getStatus()).isEqualTo(Status.DOWN);
      assertThat(logged)
          .containsExactly(
              "PostgreSQL refused the write (SQLSTATE 42501); nothing can be granted or revoked"
                  + " until PostgreSQL accepts writes again");
    }
  }

  private static HealthCheckResponse logging(List<String> logged, DatabaseReadiness readiness) {
    Logger logger = Logger.getLogger(DatabaseReadiness.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      return readiness.call();
    } finally {
      logger.removeHandler(handler);
    }
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
