package dev.hourkey.app;

import dev.hourkey.doctor.ConnectionFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks PostgreSQL how it treats Hourkey's connections. */
final class ConnectionDiagnostics {
  private static final String CONNECTION =
      """
      select pg_backend_pid(), (select rolsuper from pg_roles where rolname = current_user),
        array_to_string(array(
          select name from unnest(array['fsync', 'synchronous_commit']) name
          where current_setting(name) = 'off'), ','),
        (select string_agg(name || '=' || setting, ',') from pg_settings
          where unit = 'ms' and (name like '%timeout' or name = 'client_connection_check_interval')),
        current_setting('default_transaction_isolation')
      """;

  private ConnectionDiagnostics() {}

  /** Must be called outside a transaction, because a pooler keeps the same session within one. */
  static ConnectionFacts readFacts(Connection first, DatabaseDiagnostics.Connections connections)
      throws SQLException {
    try (Statement sql = first.createStatement();
        ResultSet row = DatabaseDiagnostics.only(sql, CONNECTION);
        Connection second = connections.open();
        Statement other = second.createStatement();
        ResultSet otherRow = DatabaseDiagnostics.only(other, "select pg_backend_pid()")) {
      return new ConnectionFacts(
          row.getBoolean(2),
          row.getInt(1) == otherRow.getInt(1),
          Stream.of(row.getString(3).split(",")).filter(name -> !name.isEmpty()).toList(),
          timeouts(row.getString(4)),
          row.getString(5));
    }
  }

  private static Map<String, Duration> timeouts(String all) {
    return Stream.of(all.split(","))
        .map(one -> one.split("="))
        .collect(Collectors.toMap(one -> one[0], one -> Duration.ofMillis(Long.parseLong(one[1]))));
  }
}
