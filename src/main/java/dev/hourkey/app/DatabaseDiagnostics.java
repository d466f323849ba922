package dev.hourkey.app;

import dev.hourkey.audit.TrailSchemaCheck;
import dev.hourkey.doctor.ConnectionChecks;
import dev.hourkey.doctor.ConnectionFailure;
import dev.hourkey.doctor.DatabaseChecks;
import dev.hourkey.doctor.DatabaseFacts;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.ReplicaFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from PostgreSQL what doctor checks. One read-only transaction reads the tables. Two
 * connections outside transactions show how PostgreSQL treats connections.
 */
final class DatabaseDiagnostics {
  /** The newest migration in {@code db/migration}. A test checks this. */
  static final String SCHEMA = "1";

  /** The tables that the running program may not change, or may only add to. */
  private static final String PROTECTED =
      "('audit_event', 'audit_head', 'audit_checkpoint', 'audit_checkpoint_copy')";

  private static final String SERVER =
      """
      select current_user::text, current_database()::text, current_setting('server_version_num')::int / 10000,
        pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on',
        (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()),
        least(
          current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int,
          (select case when rolconnlimit < 0 then 1000000 else rolconnlimit end
             from pg_roles where rolname = current_user),
          (select case when datconnlimit < 0 then 1000000 else datconnlimit end
             from pg_database where datname = current_database()))
      """;

  private static final String HAS_TABLES =
      "select to_regclass('flyway_schema_history') is not null and to_regclass('audit_event') is"
          + " not null";

  private static final String MIGRATIONS =
      """
      select version, success from flyway_schema_history
      where version is not null order by installed_rank
      """;

  private static final String RIGHTS =
      """
      select pg_has_role(current_user, relowner, 'USAGE'),
        has_function_privilege('audit_append_all(text[])', 'EXECUTE')
      from pg_class where oid = 'audit_event'::regclass
      """;

  /** The rights that the first migration revokes, including those granted on single columns. */
  private static final String RIGHTS_TO_CHANGE_TRAIL =
      """
      select string_agg(privilege, ', ' order by privilege) || ' on ' || relname
      from pg_class, unnest(array['INSERT', 'UPDATE', 'REFERENCES', 'DELETE', 'TRUNCATE', 'TRIGGER']) privilege
      where relnamespace = current_schema()::regnamespace and relname in %s
        and case when privilege in ('INSERT', 'UPDATE', 'REFERENCES')
          then has_any_column_privilege(oid, privilege) else has_table_privilege(oid, privilege) end
        and not (privilege = 'INSERT' and relname in ('audit_checkpoint', 'audit_checkpoint_copy'))
      group by relname order by relname
      """
          .formatted(PROTECTED);

  private static final String WITHOUT_RIGHTS =
      """
      select relname from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
        and relname <> 'flyway_schema_history'
        and not (has_table_privilege(oid, 'SELECT')
          and (relname in %s
            or (has_table_privilege(oid, 'INSERT') and has_table_privilege(oid, 'UPDATE')
              and has_table_privilege(oid, 'DELETE'))))
      order by relname
      """
          .formatted(PROTECTED);

  private final Connections connections;
  private final Map<String, String> settings;
  private final Clock clock;

  DatabaseDiagnostics(Connections connections, Map<String, String> settings, Clock clock) {
    this.connections = connections;
    this.settings = settings;
    this.clock = clock;
  }

  /** Opens connections. */
  interface Connections {
    Connection open() throws SQLException;
  }

  List<Finding> findings() {
    try (Connection connection = connections.open()) {
      List<Finding> findings =
          new ArrayList<>(
              ConnectionChecks.findings(ConnectionDiagnostics.readFacts(connection, connections)));
      connection.setAutoCommit(false);
      try (Statement sql = connection.createStatement()) {
        sql.execute("set transaction read only");
        findings.addAll(DatabaseChecks.findings(read(sql), configured()));
        return findings;
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      return DatabaseChecks.unreachable(
          "PostgreSQL: %s (%s).%s"
              .formatted(
                  sentence(String.valueOf(e.getMessage())),
                  e.getSQLState(),
                  ConnectionFailure.hint(e)),
          String.valueOf(e.getSQLState()),
          e);
    }
  }

  private DatabaseChecks.Configured configured() {
    return new DatabaseChecks.Configured(
        SCHEMA, Settings.migratesAtStart(settings), Settings.connectionsOfReplica(settings));
  }

  private static String sentence(String message) {
    return message.lines().findFirst().orElse("").strip().replaceFirst("\\.$", "");
  }

  private DatabaseFacts read(Statement sql) throws SQLException {
    Duration ahead = ahead(sql);
    boolean hasTables;
    try (ResultSet row = only(sql, HAS_TABLES)) {
      hasTables = row.getBoolean(1);
    }
    Optional<DatabaseFacts.Tables> tables = hasTables ? Optional.of(tables(sql)) : Optional.empty();
    try (ResultSet row = only(sql, SERVER)) {
      return new DatabaseFacts(
          row.getString(1),
          row.getString(2),
          row.getInt(3),
          ahead,
          row.getBoolean(4),
          row.getString(5),
          row.getInt(6),
          tables);
    }
  }

  private DatabaseFacts.Tables tables(Statement sql) throws SQLException {
    List<String> missing = new ArrayList<>(strings(sql, WITHOUT_RIGHTS));
    String newest = SCHEMA; // Kept if unreadable: then the missing right is the finding.
    List<String> broken = new ArrayList<>();
    if (!missing.isEmpty() && !mayRead(sql, "flyway_schema_history")) {
      missing.add("flyway_schema_history");
    } else {
      try (ResultSet rows = sql.executeQuery(MIGRATIONS)) {
        while (rows.next()) {
          newest = rows.getString(1);
          if (!rows.getBoolean(2)) {
            broken.add(newest);
          }
        }
      }
    }
    // Otherwise, the wrong version or the missing right is a finding, and nothing else is read.
    boolean readable = newest.equals(SCHEMA);
    ReplicaFacts replicas =
        readable && mayRead(sql, "replica")
            ? ReplicaDiagnostics.facts(sql, SettingsDigests.json(settings))
            : ReplicaFacts.NONE;
    List<String> foreign =
        readable && mayRead(sql, "environment") && mayRead(sql, "person")
            ? Environment.problems(sql.getConnection(), settings)
            : List.of();
    List<String> changing = strings(sql, RIGHTS_TO_CHANGE_TRAIL);
    List<String> trailSchemaChanges = TrailSchemaCheck.changes(sql);
    try (ResultSet row = only(sql, RIGHTS)) {
      return new DatabaseFacts.Tables(
          newest,
          broken,
          replicas,
          foreign,
          row.getBoolean(1),
          changing,
          missing,
          row.getBoolean(2),
          trailSchemaChanges);
    }
  }

  /**
   * How far the database's clock is ahead. Zero if the duration of the query can explain the
   * difference.
   */
  private Duration ahead(Statement sql) throws SQLException {
    Instant before = clock.instant();
    Instant database;
    try (ResultSet row = only(sql, "select clock_timestamp()")) {
      database = row.getObject(1, OffsetDateTime.class).toInstant();
    }
    Instant after = clock.instant();
    return database.isBefore(before)
        ? Duration.between(before, database)
        : database.isAfter(after) ? Duration.between(after, database) : Duration.ZERO;
  }

  private static boolean mayRead(Statement sql, String table) throws SQLException {
    try (ResultSet row =
        only(
            sql,
            "select coalesce(has_table_privilege(to_regclass('"
                + table
                + "'), 'SELECT'), false)")) {
      return row.getBoolean(1);
    }
  }

  private static List<String> strings(Statement sql, String query) throws SQLException {
    List<String> all = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  static ResultSet only(Statement sql, String query) throws SQLException {
    ResultSet rows = sql.executeQuery(query);
    if (!rows.next()) {
      throw new SQLException("no row");
    }
    return rows;
  }
}
