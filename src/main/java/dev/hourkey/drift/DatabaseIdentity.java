package dev.hourkey.drift;

import dev.hourkey.audit.AuditTrail.Committed;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The row that describes its own database. Only this class reads or writes {@code
 * database_identity}. Reads use a separate connection; writes are part of the caller's transaction.
 */
@ApplicationScoped
class DatabaseIdentity {
  private static final String HERE =
      """
      select %s,
        (select oid::bigint from pg_database where datname = current_database()) as database_oid,
        'database_identity'::regclass::oid::bigint as table_oid,
        pg_postmaster_start_time() as server_started_at,
        (select seq from audit_head) as head_seq, (select hash from audit_head) as head_hash,
        (select hash from audit_event where seq = ?) as remembered_hash,
        exists (select from audit_event where seq = ? and payload = ?) as has_committed
      """;

  private static final String ROW =
      """
      select *, written_by & 4294967295 = xmin::text::bigint as written_by_hourkey
      from database_identity where id = 1
      """;

  /**
   * Every write stores its transaction's id, so that a row that somebody else wrote can be
   * recognized.
   */
  private static final String WRITE =
      """
      insert into database_identity
        (id, system_identifier, timeline, database_oid, table_oid, server_started_at, written_by,
          checked_at)
      values (1, ?, ?, ?, ?, ?, txid_current(), ?)
      on conflict (id) do update set system_identifier = excluded.system_identifier,
        timeline = excluded.timeline, database_oid = excluded.database_oid,
        table_oid = excluded.table_oid, server_started_at = excluded.server_started_at,
        written_by = excluded.written_by, checked_at = excluded.checked_at
      """;

  private static final String BEAT =
      """
      update database_identity set checked_at = ?, written_by = txid_current()
      where id = 1 and written_by & 4294967295 = xmin::text::bigint
      """;

  private static final String FOUND =
      """
      update database_identity set written_by = txid_current(), restore_id = ?,
        restore_found_at = ?, restore_last_known_at = ?, restore_evidence = ?, restore_certain = ?,
        restore_grants_ended = ?, restore_settled_at = null
      where id = 1
      """;

  private static final String SETTLED =
      """
      update database_identity set written_by = txid_current(), restore_settled_at = ?
      where id = 1 and restore_id = ? and restore_settled_at is null
      """;

  private final DataSource database;
  private final DatabaseServerColumns server;

  DatabaseIdentity(DataSource database) {
    this.database = database;
    this.server = new DatabaseServerColumns(database);
  }

  record Compared(Optional<Row> row, CurrentDatabase here) {}

  /**
   * Reads the stored row and the database's present state, with the hash of audit entry {@code seq}
   * and whether the {@code committed} entry still exists.
   */
  Compared compare(long seq, Committed committed, boolean lock) {
    try (Connection connection = database.getConnection()) {
      Optional<Row> row =
          row(connection, lock ? "for update" : ""); // First, because this may lock the row.
      return new Compared(row, here(connection, seq, committed));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot compare the database with what is known about it", e);
    }
  }

  /** The last restore that was found, if there was one. */
  Optional<DatabaseRestore> lastRestore() {
    try (Connection connection = database.getConnection()) {
      return row(connection, "").flatMap(Row::restore);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read about the last restore", e);
    }
  }

  /** Stores a description of the database as it is now. */
  void describe(CurrentDatabase here, Instant now) {
    int _ =
        write(
            WRITE,
            here.systemIdentifier,
            here.timeline,
            here.databaseOid,
            here.tableOid,
            at(here.serverStartedAt),
            at(now));
  }

  /** Records that Hourkey uses the database now. */
  void heartbeat(Instant now) {
    int _ = write(BEAT, at(now));
  }

  void found(DatabaseRestore restore) {
    int _ =
        write(
            FOUND,
            restore.id(),
            at(restore.foundAt()),
            at(restore.lastKnownAt()),
            restore.evidence(),
            restore.certain(),
            restore.grantsEnded());
  }

  /** Records that a restore is settled; returns false if it was already settled. */
  boolean markSettled(UUID restore, Instant now) {
    return write(SETTLED, at(now), restore) > 0;
  }

  private static Optional<Row> row(Connection connection, String lock) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(ROW + lock);
        ResultSet rows = sql.executeQuery()) {
      return rows.next() ? Optional.of(Row.of(rows)) : Optional.empty();
    }
  }

  private CurrentDatabase here(Connection connection, long seq, Committed committed)
      throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(HERE.formatted(server.sql()))) {
      sql.setLong(1, seq);
      sql.setLong(2, committed.seq());
      sql.setString(3, committed.payload());
      try (ResultSet rows = sql.executeQuery()) {
        rows.next();
        return CurrentDatabase.of(rows);
      }
    } catch (SQLException e) {
      server.forget(); // The next comparison finds out again what the server allows.
      throw e;
    }
  }

  private int write(String statement, @Nullable Object... values) {
    try (Connection connection = database.getConnection();
        PreparedStatement sql = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        sql.setObject(i + 1, values[i]);
      }
      return sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot record which database this is", e);
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** The database as it is now. */
  record CurrentDatabase(
      @Nullable Long systemIdentifier,
      @Nullable Integer timeline,
      long databaseOid,
      long tableOid,
      Instant serverStartedAt,
      long headSeq,
      byte[] headHash,
      byte @Nullable [] rememberedHash,
      boolean hasCommitted) {
    static CurrentDatabase of(ResultSet rows) throws SQLException {
      return new CurrentDatabase(
          rows.getObject("system_identifier", Long.class),
          rows.getObject("timeline", Integer.class),
          rows.getLong("database_oid"),
          rows.getLong("table_oid"),
          instant(rows, "server_started_at"),
          rows.getLong("head_seq"),
          rows.getBytes("head_hash"),
          rows.getBytes("remembered_hash"),
          rows.getBoolean("has_committed"));
    }
  }

  /** The database as it was when Hourkey last wrote the row. */
  record Row(
      @Nullable Long systemIdentifier,
      @Nullable Integer timeline,
      long databaseOid,
      long tableOid,
      Instant serverStartedAt,
      Instant checkedAt,
      boolean writtenByHourkey,
      Optional<DatabaseRestore> restore) {
    static Row of(ResultSet rows) throws SQLException {
      UUID restore = rows.getObject("restore_id", UUID.class);
      return new Row(
          rows.getObject("system_identifier", Long.class),
          rows.getObject("timeline", Integer.class),
          rows.getLong("database_oid"),
          rows.getLong("table_oid"),
          instant(rows, "server_started_at"),
          instant(rows, "checked_at"),
          rows.getBoolean("written_by_hourkey"),
          restore == null
              ? Optional.empty()
              : Optional.of(
                  new DatabaseRestore(
                      restore,
                      instant(rows, "restore_found_at"),
                      instant(rows, "restore_last_known_at"),
                      rows.getString("restore_evidence"),
                      rows.getBoolean("restore_certain"),
                      rows.getInt("restore_grants_ended"),
                      rows.getObject("restore_settled_at") != null)));
    }
  }
}
