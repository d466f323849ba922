package dev.hourkey.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The rows of Hourkey's tables at one moment, to be put back later as a restore does. */
public final class Backup {
  private static final List<String> TABLES =
      List.of(
          "person",
          "access_request",
          "review",
          "access_grant",
          "submission",
          "membership",
          "standing_membership",
          "compared_group",
          "drift",
          "database_identity");

  private final DataSource database;

  private Backup(DataSource database) {
    this.database = database;
  }

  /** Takes a backup, without the audit trail, which cannot be put back. */
  public static Backup of(DataSource database) throws SQLException {
    Backup backup = new Backup(database);
    backup.execute("drop schema if exists backup cascade", "create schema backup");
    for (String table : TABLES) {
      backup.execute("create table backup.%1$s as select * from public.%1$s".formatted(table));
    }
    return backup;
  }

  /** Puts everything back as it was. */
  public void putBack() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      Sql.empty(connection, String.join(", ", TABLES));
      for (String table : TABLES) {
        sql.execute("insert into public.%1$s select * from backup.%1$s".formatted(table));
      }
      connection.commit();
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }
}
