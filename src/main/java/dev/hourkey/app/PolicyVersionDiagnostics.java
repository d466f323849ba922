package dev.hourkey.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Asks PostgreSQL which version of the policy file is in force. */
final class PolicyVersionDiagnostics {
  private PolicyVersionDiagnostics() {}

  /** The SHA-256 of that version; empty if there is none yet, or if the database does not say. */
  static Optional<String> digest(DatabaseDiagnostics.Connections database) {
    try (Connection connection = database.open();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select digest from policy_version")) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty(); // Another finding reports it.
    }
  }
}
