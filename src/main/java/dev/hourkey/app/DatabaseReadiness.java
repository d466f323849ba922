package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ready only while PostgreSQL accepts a test write. The answer is kept for two seconds, so that
 * frequent probes neither load the database nor use up connections.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(DatabaseReadiness.class);

  private static final String NAME = "PostgreSQL accepts writes";
  private static final String WRITE = "update write_check set checked_at = clock_timestamp()";
  private static final String OK = "";
  private static final long KEPT = TimeUnit.SECONDS.toNanos(2);

  private final DataSource database;

  private @Nullable String problem;
  private long checkedAt;

  DatabaseReadiness(DataSource database) {
    this.database = database;
  }

  @Override
  public synchronized HealthCheckResponse call() {
    String before = problem;
    if (before == null || System.nanoTime() - checkedAt > KEPT) {
      problem = check();
      checkedAt = System.nanoTime();
      report(before == null ? OK : before, problem);
    }
    String now = problem == null ? OK : problem;
    return now.equals(OK)
        ? HealthCheckResponse.up(NAME)
        : HealthCheckResponse.named(NAME).down().withData("reason", now).build();
  }

  private static void report(String before, String now) {
    if (!now.equals(before)) {
      if (now.equals(OK)) {
        LOG.infof("PostgreSQL accepts writes again");
      } else {
        LOG.errorf(
            "%s; nothing can be granted or revoked until PostgreSQL accepts writes again", now);
      }
    }
  }

  private String check() {
    try (var connection = database.getConnection()) {
      return write(connection);
    } catch (SQLException e) {
      return "no connection to PostgreSQL within 2 s";
    }
  }

  private static String write(Connection connection) {
    try (var sql = connection.createStatement()) {
      sql.execute(WRITE);
      return OK;
    } catch (SQLException e) {
      String state = e.getSQLState();
      return WritableConnections.READ_ONLY.equals(state)
          ? "PostgreSQL is read-only"
          : "PostgreSQL refused the write (SQLSTATE " + state + ")";
    }
  }
}
