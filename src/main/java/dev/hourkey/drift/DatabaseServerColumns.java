package dev.hourkey.drift;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The part of a query that describes the server. Values that a managed service does not show are
 * null.
 */
final class DatabaseServerColumns {
  private static final String IDENTIFIER = "(select system_identifier from pg_control_system())";

  /**
   * The timeline that the server writes to now. After a promotion, the control file contains it
   * only once a checkpoint is complete, which takes minutes.
   */
  private static final String TIMELINE =
      """
      case when pg_is_in_recovery() then null
        else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end
      """;

  /** Aurora refuses the functions that read its log unless {@code wal_level} is logical. */
  private static final String TIMELINE_OF_CHECKPOINT =
      "(select timeline_id from pg_control_checkpoint())";

  /**
   * The classes of SQL states for connection failures, deadlocks, too few resources and shutdowns.
   * They say nothing about the query.
   */
  private static final Set<String> TEMPORARY = Set.of("08", "40", "53", "57");

  private final DataSource database;

  private volatile Optional<String> known = Optional.empty();

  DatabaseServerColumns(DataSource database) {
    this.database = database;
  }

  /** The columns {@code system_identifier} and {@code timeline}. */
  String sql() {
    if (known.isEmpty()) {
      String identifier = firstAllowed(IDENTIFIER).orElse("null::bigint");
      String timeline = firstAllowed(TIMELINE, TIMELINE_OF_CHECKPOINT).orElse("null::int");
      known = Optional.of(identifier + " as system_identifier, " + timeline + " as timeline");
    }
    return known.orElseThrow();
  }

  /** Called after the server refused the columns, because it may allow others after a restart. */
  void forget() {
    known = Optional.empty();
  }

  private static boolean isTemporary(SQLException failure) {
    return failure.getSQLState() == null
        || TEMPORARY.contains(failure.getSQLState().substring(0, 2));
  }

  private Optional<String> firstAllowed(String... expressions) {
    return Stream.of(expressions).filter(this::allowed).findFirst();
  }

  /** Runs outside a transaction, because a refusal would abort the transaction. */
  private boolean allowed(String expression) {
    return QuarkusTransaction.suspendingExisting()
        .call(
            () -> {
              try (Connection connection = database.getConnection();
                  Statement sql = connection.createStatement()) {
                return sql.execute("select " + expression);
              } catch (SQLException e) {
                if (isTemporary(e)) {
                  throw e;
                }
                return false;
              }
            });
  }
}
