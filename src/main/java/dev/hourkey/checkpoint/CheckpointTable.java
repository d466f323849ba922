package dev.hourkey.checkpoint;

import dev.hourkey.sql.Statements;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.Hash;
import dev.hourkey.transparency.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of logs, checkpoints and their copies. Only this class uses them. */
@ApplicationScoped
class CheckpointTable {
  private static final String COLUMNS =
      "select origin, tree_size, root, edge, note, made_at from audit_checkpoint ";

  private final Statements sql;

  CheckpointTable(Statements sql) {
    this.sql = sql;
  }

  /** The log that checkpoints are signed for, once there is one. */
  @Transactional
  Optional<LogOrigin> origin() {
    return sql.one(
        "select origin, begun_at from audit_origin order by begun_at desc limit 1",
        row -> new LogOrigin(row.getString(1), time(row, "begun_at")));
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void insertOrigin(LogOrigin origin, String by, String because) {
    int _ =
        sql.write(
            "insert into audit_origin (origin, begun_at, begun_by, because) values (?, ?, ?, ?)",
            origin.name(),
            origin.begunAt(),
            by,
            because);
  }

  /** All logs, the newest first. */
  @Transactional
  List<CheckpointOrigins.Begun> origins() {
    return sql.all(
        "select origin, begun_at, begun_by, because from audit_origin order by begun_at desc",
        row ->
            new CheckpointOrigins.Begun(
                row.getString(1), time(row, "begun_at"), row.getString(3), row.getString(4)));
  }

  /** The verifier keys that a log was last signed with. */
  @Transactional
  List<String> keys(String origin) {
    return sql.all(
        "select unnest(keys) from audit_origin where origin = ?", row -> row.getString(1), origin);
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void setKeys(String origin, List<String> keys) {
    int _ =
        sql.write(
            "update audit_origin set keys = string_to_array(?, ' ') where origin = ?",
            String.join(" ", keys),
            origin);
  }

  /** Lets one transaction at a time add a checkpoint to a log. */
  @Transactional(Transactional.TxType.MANDATORY)
  void lock(String origin) {
    Optional<Boolean> _ =
        sql.one("select true from audit_origin where origin = ? for update", _ -> true, origin);
  }

  @Transactional
  Optional<StoredCheckpoint> newest(String origin) {
    return sql.one(
        COLUMNS + "where origin = ? order by tree_size desc limit 1",
        CheckpointTable::checkpoint,
        origin);
  }

  /**
   * The newest checkpoint that is not larger than this size; the tree of this size can be computed
   * from it.
   */
  @Transactional
  Optional<StoredCheckpoint> upTo(String origin, long size) {
    return sql.one(
        COLUMNS + "where origin = ? and tree_size <= ? order by tree_size desc limit 1",
        CheckpointTable::checkpoint,
        origin,
        size);
  }

  /** At most {@code limit} checkpoints larger than this size, the smallest first. */
  @Transactional
  List<StoredCheckpoint> after(String origin, long size, int limit) {
    return sql.all(
        COLUMNS + "where origin = ? and tree_size > ? order by tree_size limit ?",
        CheckpointTable::checkpoint,
        origin,
        size,
        limit);
  }

  /** At most {@code limit} checkpoints smaller than this size, the largest first. */
  @Transactional
  List<StoredCheckpoint> before(String origin, long size, int limit) {
    return sql.all(
        COLUMNS + "where origin = ? and tree_size < ? order by tree_size desc limit ?",
        CheckpointTable::checkpoint,
        origin,
        size,
        limit);
  }

  /** The places that have stored a checkpoint. */
  @Transactional
  List<CheckpointPlaceType> places(Checkpoint checkpoint) {
    return sql.all(
        "select place from audit_checkpoint_copy where origin = ? and tree_size = ?",
        row -> CheckpointPlaceType.valueOf(row.getString(1)),
        checkpoint.origin(),
        checkpoint.size());
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void add(StoredCheckpoint made) {
    int _ =
        sql.write(
            """
            insert into audit_checkpoint (origin, tree_size, root, edge, note, made_at)
            values (?, ?, ?, ?, ?, ?)
            """,
            made.checkpoint().origin(),
            made.checkpoint().size(),
            made.checkpoint().root().bytes(),
            made.edge(),
            made.note().toString(),
            made.madeAt());
  }

  /** Records that a checkpoint covered all entries at this time. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  void covered(String origin, Instant now) {
    int _ = sql.write("update audit_origin set covered_at = ? where origin = ?", now, origin);
  }

  /** When a checkpoint last covered all entries. */
  @Transactional
  Optional<Instant> covered() {
    return sql.one(
        "select max(covered_at) as covered_at from audit_origin having max(covered_at) is not null",
        row -> time(row, "covered_at"));
  }

  /** The size of the newest checkpoint of a log that a place has stored. */
  @Transactional
  Optional<Long> taken(String origin, CheckpointPlaceType place) {
    return sql.one(
        """
        select max(tree_size) from audit_checkpoint_copy where origin = ? and place = ?
        having count(*) > 0
        """,
        row -> row.getLong(1),
        origin,
        place.name());
  }

  /**
   * The evidence that a place returned for a checkpoint; empty if it does not have the checkpoint.
   */
  @Transactional
  Optional<byte[]> evidence(Checkpoint checkpoint, CheckpointPlaceType place) {
    return sql.one(
        """
        select evidence from audit_checkpoint_copy
        where origin = ? and tree_size = ? and place = ?
        """,
        row -> row.getBytes(1),
        checkpoint.origin(),
        checkpoint.size(),
        place.name());
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void kept(Checkpoint checkpoint, CheckpointPlaceType place, byte[] evidence, Instant now) {
    int _ =
        sql.write(
            """
            insert into audit_checkpoint_copy (origin, tree_size, place, evidence, stored_at)
            values (?, ?, ?, ?, ?) on conflict do nothing
            """,
            checkpoint.origin(),
            checkpoint.size(),
            place.name(),
            evidence,
            now);
  }

  private static StoredCheckpoint checkpoint(ResultSet row) throws SQLException {
    return new StoredCheckpoint(
        new Checkpoint(row.getString(1), row.getLong(2), new Hash(row.getBytes(3))),
        row.getBytes(4),
        SignedNote.parse(row.getString(5)).orElseGet(() -> new SignedNote("", List.of())),
        time(row, "made_at"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Statements.time(row, column).orElseThrow();
  }
}
