package dev.hourkey.drift;

import dev.hourkey.drift.DatabaseIdentity.CurrentDatabase;
import dev.hourkey.drift.DatabaseIdentity.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether Hourkey used this database before. Pure.
 *
 * @param committed the number of the last audit entry that this process has committed
 */
record RestoreEvidence(
    Optional<Row> row, CurrentDatabase here, Optional<Memory> memory, long committed, Instant now) {
  /**
   * A server that was down for at most this time counts as restarted, not as restored. Restoring a
   * snapshot of a whole server takes longer, and the changes that a shorter time could lose do not
   * justify ending approved grants.
   */
  private static final Duration RESTART = Duration.ofMinutes(10);

  /**
   * The end of the audit trail as this process last saw it.
   *
   * @param committed the last entry that this process committed, which a restore may have removed
   */
  record Memory(long seq, byte[] hash, long committed, Instant at) {}

  /**
   * A reason not to trust Hourkey's records.
   *
   * @param endsUnadded whether grants without an added member must end, because their members may
   *     have been added and removed already
   */
  record Doubt(String evidence, boolean certain, boolean endsUnadded) {}

  /** Whether the row describes the database as it is, so that it need not be written again. */
  boolean describesDatabase() {
    return doubt().isEmpty()
        && row.filter(one -> one.serverStartedAt().equals(here.serverStartedAt())).isPresent();
  }

  Optional<Doubt> doubt() {
    if (row.isEmpty()) {
      return here.headSeq() == 0
          ? Optional.empty() // The database is new.
          : suspected("it has an audit trail, but no row that says which database it is");
    }
    return doubt(row.get());
  }

  private Optional<Doubt> doubt(Row before) {
    if (differ(before.systemIdentifier(), here.systemIdentifier())) {
      return certain("it is on another PostgreSQL cluster than before");
    }
    if (before.databaseOid() != here.databaseOid() || before.tableOid() != here.tableOid()) {
      return certain("its tables were created again");
    }
    if (!before.writtenByHourkey()) {
      return certain("its rows were not written by Hourkey but, for example, by loading a dump");
    }
    if (lostEntries() && !lossIsKnown(before)) {
      return certain("its audit trail lacks entries that a replica had seen");
    }
    if (differ(before.timeline(), here.timeline())) {
      String evidence = "PostgreSQL was recovered or another server was promoted";
      return memory.isPresent()
          ? Optional.of(
              new Doubt(evidence, false, false)) // Nothing that this replica saw is missing.
          : suspected(evidence);
    }
    boolean awayForLong = before.checkedAt().plus(RESTART).isBefore(now);
    if (!before.serverStartedAt().equals(here.serverStartedAt())
        && memory.isEmpty()
        && awayForLong) {
      return suspected("PostgreSQL was restarted after a time in which no replica used it");
    }
    return Optional.empty();
  }

  private boolean lostEntries() {
    return memory
        .filter(
            one ->
                (one.seq > 0 && !Arrays.equals(one.hash, here.rememberedHash()))
                    || (committed > one.committed && !here.hasCommitted()))
        .isPresent();
  }

  /** Another replica may have found the restore since this one last checked. */
  private boolean lossIsKnown(Row before) {
    return before
        .restore()
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
