package dev.hourkey.support;

import static dev.hourkey.support.Patience.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Single statements that tests send to the database directly. */
public final class Sql {
  private static final String REFERRING =
      """
      with recursive emptied(id) as (
        select regexp_split_to_table(trim(?), ',\\s*')::regclass::oid
        union
        select conrelid from pg_constraint join emptied on confrelid = id where contype = 'f'
      )
      select id::regclass::text from emptied
      """;

  private Sql() {}

  /** The number that a query answers; {@code values} are its parameters. */
  public static long number(DataSource database, String query, Object... values)
      throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(query)) {
      set(sql, values);
      try (var rows = sql.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** Executes a statement, whose parameters are {@code values}; returns how many rows changed. */
  public static int execute(DataSource database, String statement, Object... values)
      throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(statement)) {
      set(sql, values);
      sql.execute();
      return sql.getUpdateCount();
    }
  }

  /**
   * Deletes all rows of these tables and of those that refer to them. Truncating would make new
   * files for every table and index, which takes longer than most tests.
   *
   * @param tables separated by commas
   */
  public static void empty(DataSource database, String tables) throws SQLException {
    try (var connection = database.getConnection()) {
      empty(connection, tables);
    }
  }

  /** The same in the transaction of the connection. */
  public static void empty(Connection connection, String tables) throws SQLException {
    // Foreign keys are checked at the end of a statement, so one statement needs no order.
    String parts =
        withReferring(connection, tables).stream()
            .map(table -> "from_%1$s as (delete from %1$s)".formatted(table))
            .collect(Collectors.joining(", "));
    try (var sql = connection.createStatement()) {
      sql.execute("with " + parts + " select");
    }
  }

  private static List<String> withReferring(Connection connection, String tables)
      throws SQLException {
    try (var sql = connection.prepareStatement(REFERRING)) {
      sql.setString(1, tables);
      List<String> all = new ArrayList<>();
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          all.add(rows.getString(1));
        }
      }
      return all;
    }
  }

  private static void set(PreparedStatement sql, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      sql.setObject(
          i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
    }
  }

  /**
   * Starts work in another thread, and returns once it is done or waits for a lock that another
   * transaction holds.
   */
  public static CompletableFuture<Void> untilDoneOrLocked(DataSource database, Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    await().until(() -> done.isDone() || locked(database));
    return done;
  }

  private static boolean locked(DataSource database) throws SQLException {
    return number(database, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        > 0;
  }
}
