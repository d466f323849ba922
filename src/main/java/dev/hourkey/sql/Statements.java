package dev.hourkey.sql;

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

/** Runs SQL, in the transaction of the caller if there is one. */
@ApplicationScoped
public class Statements {
  private final DataSource database;

  Statements(DataSource database) {
    this.database = database;
  }

  /** Reads the values of a row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The first row, if there is one. */
  public <T> Optional<T> one(String query, Row<T> row, @Nullable Object... parameters) {
    return all(query, row, parameters).stream().findFirst();
  }

  /** All rows. A parameter may be a time or a list of texts. */
  public <T> List<T> all(String query, Row<T> row, @Nullable Object... parameters) {
    try (var connection = database.getConnection();
        var sql = prepared(connection, query, parameters);
        var rows = sql.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(row.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("could not run: " + query, e);
    }
  }

  /** Returns how many rows were written. */
  public int write(String statement, @Nullable Object... parameters) {
    try (var connection = database.getConnection();
        var sql = prepared(connection, statement, parameters)) {
      return sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("could not run: " + statement, e);
    }
  }

  /** Runs the same statement once for each list of parameters. */
  public void writeAll(String statement, List<@Nullable Object[]> parameters) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(statement)) {
      for (@Nullable Object[] one : parameters) {
        set(sql, one);
        sql.addBatch();
      }
      int[] _ = sql.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("could not run: " + statement, e);
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

  /** The time in a column, which may be null. */
  public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** The texts of an array. */
  public static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
