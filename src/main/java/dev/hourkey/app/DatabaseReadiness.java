package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ready only while PostgreSQL accepts a test write, and the role has the rights that all work
 * needs. The answer is cached for two seconds, and the answer about rights for half a minute, so
 * that frequent probes neither load the database nor use up connections. Nothing else depends on
 * the answer: without these rights, granting fails in its transaction, and removals are retried.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(DatabaseReadiness.class);

  private static final String NAME = "PostgreSQL accepts writes";
  private static final String WRITE = "update write_check set checked_at = clock_timestamp()";

  private static final String RIGHTS =
      "select current_user::text, (%s)".formatted(DatabaseStartCheck.NOT_USABLE);

  private static final String OK = "";
  private static final long KEPT = TimeUnit.SECONDS.toNanos(2);
  private static final long RIGHTS_KEPT = TimeUnit.SECONDS.toNanos(30);

  private final DataSource database;
  private final LongSupplier nanoTime;

  private @Nullable String problem;
  private long checkedAt;
  private boolean writes;
  private boolean hasRights;
  private long hadRightsAt;

  @Inject
  DatabaseReadiness(DataSource database) {
    this(database, System::nanoTime);
  }

  DatabaseReadiness(DataSource database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized HealthCheckResponse call() {
    String before = problem;
    if (before == null || nanoTime.getAsLong() - checkedAt > KEPT) {
      problem = check();
      checkedAt = nanoTime.getAsLong();
      report(before == null ? OK : before, problem);
    }
    String now = problem == null ? OK : problem;
    return now.equals(OK)
        ? HealthCheckResponse.up(NAME)
        : HealthCheckResponse.named(NAME).down().withData("reason", now).build();
  }

  private void report(String before, String now) {
    if (!now.equals(before)) {
      if (now.equals(OK)) {
        LOG.infof("PostgreSQL accepts Hourkey's writes again");
      } else {
        LOG.error(
            writes
                ? now
                : now
                    + "; nothing can be granted or revoked until PostgreSQL accepts writes again");
      }
    }
  }

  private String check() {
    writes = false;
    try (var connection = database.getConnection()) {
      String refused = write(connection);
      writes = refused.equals(OK);
      return writes ? rights(connection) : refused;
    } catch (SQLException e) {
      return "no connection to PostgreSQL within 2 s";
    }
  }

  /** Asks again at once after a right was missing, so that a repair is seen soon. */
  private String rights(Connection connection) {
    if (hasRights && nanoTime.getAsLong() - hadRightsAt <= RIGHTS_KEPT) {
      return OK;
    }
    try (var sql = connection.createStatement();
        var row = DatabaseDiagnostics.only(sql, RIGHTS)) {
      String tables = row.getString(2);
      hasRights = tables == null;
      hadRightsAt = nanoTime.getAsLong();
      return tables == null
          ? OK
          : "the role %s is not allowed to use %s: grant it the rights that docs/install.md#database lists"
              .formatted(row.getString(1), tables);
    } catch (SQLException e) {
      return "PostgreSQL did not say which rights the role has (SQLSTATE " + e.getSQLState() + ")";
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
