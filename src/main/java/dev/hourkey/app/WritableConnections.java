package dev.hourkey.app;

import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.agroal.runtime.AgroalConnectionConfigurer;
import io.quarkus.agroal.runtime.JdbcDriver;
import io.quarkus.arc.Unremovable;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Closes pooled connections on which PostgreSQL refuses to write. After a failover a connection may
 * still lead to the old primary, or its session may have begun while the server was read-only. Such
 * a session answers every query and stays read-only, so nothing else would close it.
 *
 * <p>A connection that was idle for a second is checked before it is used, with a query that
 * replaces the empty query that the pool would send anyway. A connection that is in use is closed
 * when it first fails.
 */
@Singleton
@Unremovable // Quarkus looks it up when it creates the pool.
@Alternative
@Priority(1) // Replaces the checker that comes with the driver.
@JdbcDriver("postgresql")
class WritableConnections implements AgroalConnectionConfigurer {
  static final String READ_ONLY = "25006";

  private static final String IN_TRANSACTION_FOR_TOO_LONG = "25P03";
  private static final String CONNECTION_FAILED = "08";
  private static final String SERVER_ENDED_IT = "57P";

  @Override
  public void setExceptionSorter(String kind, AgroalDataSourceConfigurationSupplier database) {
    database
        .connectionPoolConfiguration()
        .connectionValidator(new Validator())
        .exceptionSorter(new Sorter());
  }

  private static final class Validator implements ConnectionValidator {
    /** On a standby the answer is "on", whatever was set. */
    @Override
    public boolean isValid(Connection connection) {
      try (var sql = connection.createStatement();
          var rows = sql.executeQuery("show transaction_read_only")) {
        return rows.next() && "off".equals(rows.getString(1));
      } catch (SQLException e) {
        return false;
      }
    }
  }

  private static final class Sorter implements ExceptionSorter {
    @Override
    public boolean isFatal(SQLException failure) {
      String state = failure.getSQLState();
      return state != null
          && (state.startsWith(CONNECTION_FAILED)
              || state.startsWith(SERVER_ENDED_IT)
              || state.equals(READ_ONLY)
              || state.equals(IN_TRANSACTION_FOR_TOO_LONG));
    }
  }
}
