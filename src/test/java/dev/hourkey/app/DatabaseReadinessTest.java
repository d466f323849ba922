package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.TwoRoles;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
      HealthCheckResponse down = readiness.call();
      assertThat(down.getStatus()).isEqualTo(Status.DOWN);
      assertThat(down.getData())
          .hasValueSatisfying(
              data ->
                  assertThat(String.valueOf(data.get("reason")))
                      .startsWith("the role hourkey may not use access_grant, audit_append_all")
                      .contains("docs/install.md#database"));

      sql.execute("grant update on access_grant to hourkey");
      sql.execute("grant execute on function audit_append_all(text[]) to hourkey");
      pass(Duration.ofSeconds(3));
      assertThat(readiness.call().getStatus()).as("seen soon").isEqualTo(Status.UP);
    }
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
