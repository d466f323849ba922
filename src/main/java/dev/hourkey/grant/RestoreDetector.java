package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the database is not the one that Hourkey used before: a restored backup, a copy,
 * or a server that was recovered to an earlier time. Hourkey keeps a row that describes the
 * database it is in. A restore brings back the row but not what it describes, so the two no longer
 * match. Each replica also remembers the end of the audit trail, which is missing from a database
 * that was restored under a running replica.
 *
 * <p>Only this class reads or writes {@code database_identity}.
 */
@ApplicationScoped
public class RestoreDetector {
  private static final Logger LOG = Logger.getLogger(RestoreDetector.class);

  /** How precisely it is known up to when the record is complete. */
  private static final Duration HEARTBEAT = Duration.ofMinutes(1);

  /**
   * A server that was away for no longer than this counts as restarted. Putting back a snapshot of
   * a whole server takes longer, and nothing that a shorter absence could lose is worth ending
   * approved grants for.
   */
  private static final Duration RESTART = Duration.ofMinutes(10);

  private static final String MAY_READ_CONTROL =
      """
      select has_function_privilege('pg_control_system()', 'execute')
        and has_function_privilege('pg_control_checkpoint()', 'execute')
      """;

  private static final String HERE =
      """
      select %s as system_identifier, %s as timeline,
        (select oid::bigint from pg_database where datname = current_database()) as database_oid,
        'database_identity'::regclass::oid::bigint as table_oid,
        pg_postmaster_start_time() as server_started_at,
        (select seq from audit_head) as head_seq, (select hash from audit_head) as head_hash,
        (select hash from audit_event where seq = ?) as remembered_hash
      """;

  private static final String WITH_CONTROL =
      HERE.formatted(
          "(select system_identifier from pg_control_system())",
          "(select timeline_id from pg_control_checkpoint())");

  private static final String WITHOUT_CONTROL = HERE.formatted("null::bigint", "null::int");

  private static final String ROW =
      """
      select *, written_by & 4294967295 = xmin::text::bigint as written_by_hourkey
      from database_identity where id = 1
      """;

  /** Every write names its transaction, so a row that anything else wrote can be recognised. */
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
  private final UnaddedGrants unadded;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  private volatile Optional<Memory> memory = Optional.empty();

  RestoreDetector(
      DataSource database, UnaddedGrants unadded, Outbox outbox, AuditTrail trail, Clock clock) {
    this.database = database;
    this.unadded = unadded;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Compares the database with what is known of it. Called before anything is granted.
   *
   * @return whether a restore, or the suspicion of one, was found just now
   */
  public boolean verify() {
    Look look = look();
    if (look.fits()) {
      if (look.row.orElseThrow().checkedAt.plus(HEARTBEAT).isBefore(clock.instant())) {
        beat();
      }
      remember(look);
      return false;
    }
    return QuarkusTransaction.requiringNew().call(this::recognise);
  }

  /** The last restore that was found, unless every member has been explained since then. */
  public Optional<DatabaseRestore> open() {
    return last().filter(restore -> !restore.settled());
  }

  /** The last restore that was found, if there was one. */
  public Optional<DatabaseRestore> last() {
    try (Connection connection = database.getConnection()) {
      return row(connection, "").flatMap(Row::restore);
    } catch (SQLException e) {
      throw new IllegalStateException("read about the last restore", e);
    }
  }

  /** Notes that every member of every group is explained. Part of the caller's transaction. */
  void settled(DatabaseRestore restore) {
    int done = write(SETTLED, at(clock.instant()), restore.id());
    if (done > 0) {
      LOG.infof("the restore found at %s is settled", restore.foundAt());
      outbox.redraw(new Notification.DatabaseRestored(restore.id()));
      trail.record(new AuditEvent.RestoreSettled(restore.id()));
    }
  }

  private boolean recognise() {
    Look look = lockedLook(); // Another replica may have found it meanwhile.
    Optional<Doubt> doubt = look.doubt();
    Here here = look.here;
    Instant now = clock.instant();
    write(
        WRITE,
        here.systemIdentifier,
        here.timeline,
        here.databaseOid,
        here.tableOid,
        at(here.serverStartedAt),
        at(now));
    doubt.ifPresent(one -> found(one, look.row.map(Row::checkedAt).orElse(now), now));
    remember(look);
    return doubt.isPresent();
  }

  private void found(Doubt doubt, Instant lastKnownAt, Instant now) {
    UUID id = UUID.randomUUID();
    int ended = doubt.endsUnadded ? unadded.end() : 0;
    write(FOUND, id, at(now), at(lastKnownAt), doubt.evidence, doubt.certain, ended);
    LOG.warnf(
        "%s: %s. It was last known to be complete at %s. All groups are compared before anything"
            + " is granted, and %d grants that had not been added yet were ended",
        doubt.certain ? "the database was restored" : "the database may have been restored",
        doubt.evidence,
        lastKnownAt,
        ended);
    trail.record(
        new AuditEvent.RestoreFound(id, doubt.evidence, doubt.certain, lastKnownAt, ended));
    if (doubt.certain) {
      outbox.tell(new Notification.DatabaseRestored(id));
    }
  }

  private void beat() {
    QuarkusTransaction.requiringNew().run(() -> write(BEAT, at(clock.instant())));
  }

  private void remember(Look look) {
    memory =
        Optional.of(
            new Memory(look.here.headSeq, look.here.headHash, look.committed, clock.instant()));
  }

  private Look look() {
    try (Connection connection = database.getConnection()) {
      return look(connection, "");
    } catch (SQLException e) {
      throw new IllegalStateException("compare the database with what is known of it", e);
    }
  }

  private Look lockedLook() {
    try (Connection connection = database.getConnection()) {
      return look(connection, "for update");
    } catch (SQLException e) {
      throw new IllegalStateException("compare the database with what is known of it", e);
    }
  }

  private Look look(Connection connection, String lock) throws SQLException {
    long committed = trail.committed(); // Read first, because the database may go on meanwhile.
    Optional<Memory> before = memory;
    Optional<Row> row = row(connection, lock); // Locked before the rest is read.
    return new Look(row, here(connection, before), before, committed, clock.instant());
  }

  private static Optional<Row> row(Connection connection, String lock) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(ROW + lock);
        ResultSet rows = sql.executeQuery()) {
      return rows.next() ? Optional.of(Row.of(rows)) : Optional.empty();
    }
  }

  private static Here here(Connection connection, Optional<Memory> memory) throws SQLException {
    String query = mayReadControl(connection) ? WITH_CONTROL : WITHOUT_CONTROL;
    try (PreparedStatement sql = connection.prepareStatement(query)) {
      sql.setLong(1, memory.map(Memory::seq).orElse(0L));
      try (ResultSet rows = sql.executeQuery()) {
        rows.next();
        return Here.of(rows);
      }
    }
  }

  private static boolean mayReadControl(Connection connection) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(MAY_READ_CONTROL);
        ResultSet rows = sql.executeQuery()) {
      rows.next();
      return rows.getBoolean(1);
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
      throw new IllegalStateException("write down which database this is", e);
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  /**
   * The end of the audit trail as this process last saw it.
   *
   * @param committed the last entry that this process committed, which a restore may have taken
   *     away
   */
  private record Memory(long seq, byte[] hash, long committed, Instant at) {}

  /**
   * A reason not to trust the record.
   *
   * @param endsUnadded whether grants without an added member must end, because they may have been
   *     added and ended already
   */
  private record Doubt(String evidence, boolean certain, boolean endsUnadded) {}

  /** The database as it is. */
  private record Here(
      @Nullable Long systemIdentifier,
      @Nullable Integer timeline,
      long databaseOid,
      long tableOid,
      Instant serverStartedAt,
      long headSeq,
      byte[] headHash,
      byte @Nullable [] rememberedHash) {
    static Here of(ResultSet rows) throws SQLException {
      return new Here(
          rows.getObject("system_identifier", Long.class),
          rows.getObject("timeline", Integer.class),
          rows.getLong("database_oid"),
          rows.getLong("table_oid"),
          instant(rows, "server_started_at"),
          rows.getLong("head_seq"),
          rows.getBytes("head_hash"),
          rows.getBytes("remembered_hash"));
    }
  }

  /** The database as it was when Hourkey last wrote the row. */
  private record Row(
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

  private record Look(
      Optional<Row> row, Here here, Optional<Memory> memory, long committed, Instant now) {
    /** Whether the row fits the database, so that nothing has to be written either. */
    boolean fits() {
      return doubt().isEmpty()
          && row.filter(one -> one.serverStartedAt.equals(here.serverStartedAt)).isPresent();
    }

    Optional<Doubt> doubt() {
      if (row.isEmpty()) {
        return here.headSeq == 0
            ? Optional.empty() // It is new.
            : suspected("it has an audit trail, but no row that says which database it is");
      }
      return doubt(row.get());
    }

    private Optional<Doubt> doubt(Row before) {
      if (differ(before.systemIdentifier, here.systemIdentifier)) {
        return certain("it is on another PostgreSQL cluster than before");
      }
      if (before.databaseOid != here.databaseOid || before.tableOid != here.tableOid) {
        return certain("its tables were created again");
      }
      if (!before.writtenByHourkey) {
        return certain("its rows were not written by Hourkey but, for example, by loading a dump");
      }
      if (lostEntries() && !lossIsKnown(before)) {
        return certain("its audit trail lacks entries that a replica had seen");
      }
      if (differ(before.timeline, here.timeline)) {
        String evidence = "PostgreSQL was recovered or another server was promoted";
        return memory.isPresent()
            ? Optional.of(
                new Doubt(evidence, false, false)) // Everything that this replica saw is there.
            : suspected(evidence);
      }
      boolean awayForLong = before.checkedAt.plus(RESTART).isBefore(now);
      if (!before.serverStartedAt.equals(here.serverStartedAt) && memory.isEmpty() && awayForLong) {
        return suspected("PostgreSQL was restarted after a time in which no replica used it");
      }
      return Optional.empty();
    }

    private boolean lostEntries() {
      return memory
          .filter(
              one ->
                  (one.seq > 0 && !Arrays.equals(one.hash, here.rememberedHash))
                      || (committed > one.committed && here.headSeq < committed))
          .isPresent();
    }

    /** Another replica may have found the restore since this one last looked. */
    private boolean lossIsKnown(Row before) {
      return before
          .restore
          .filter(DatabaseRestore::certain)
          .filter(restore -> memory.filter(one -> restore.foundAt().isAfter(one.at)).isPresent())
          .isPresent();
    }

    private static boolean differ(@Nullable Object before, @Nullable Object now) {
      return before != null && now != null && !before.equals(now);
    }

    private static Optional<Doubt> certain(String evidence) {
      return Optional.of(new Doubt(evidence, true, true));
    }

    private static Optional<Doubt> suspected(String evidence) {
      return Optional.of(new Doubt(evidence, false, true));
    }
  }
}
