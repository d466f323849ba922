package dev.hourkey.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Statements about access reviews, in the transaction of the caller if there is one. */
@ApplicationScoped
class ReviewRows {
  private final DataSource database;

  ReviewRows(DataSource database) {
    this.database = database;
  }

  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> all(String query, Row<T> row, @Nullable Object... parameters) {
    try (var connection = database.getConnection();
        var sql = prepared(connection, query, parameters);
        var rows = sql.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(row.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("read the access reviews", e);
    }
  }

  /** How many rows were written. */
  int write(String statement, @Nullable Object... parameters) {
    try (var connection = database.getConnection();
        var sql = prepared(connection, statement, parameters)) {
      return sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("write the access reviews", e);
    }
  }

  /** The same statement with each of these parameters. */
  void writeAll(String statement, List<@Nullable Object[]> parameters) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(statement)) {
      for (@Nullable Object[] one : parameters) {
        set(sql, one);
        sql.addBatch();
      }
      int[] _ = sql.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("write the access reviews", e);
    }
  }

  private static PreparedStatement prepared(
      Connection connection, String statement, @Nullable Object... parameters) throws SQLException {
    PreparedStatement sql = connection.prepareStatement(statement);
    set(sql, parameters);
    return sql;
  }

  private static void set(PreparedStatement sql, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value instanceof Instant time) {
        sql.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
      } else if (value instanceof List<?> texts) {
        sql.setArray(i + 1, sql.getConnection().createArrayOf("text", texts.toArray()));
      } else {
        sql.setObject(i + 1, value);
      }
    }
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
