package dev.hourkey.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.drift.DatabaseIdentity.CurrentDatabase;
import dev.hourkey.drift.DatabaseIdentity.Row;
import dev.hourkey.drift.RestoreEvidence.Doubt;
import dev.hourkey.drift.RestoreEvidence.Memory;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a replica that lives concludes from what it remembers of the audit trail. */
class RestoreEvidenceTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final byte[] HASH = {1};

  @Test
  void an_own_entry_that_others_have_overwritten_counts_as_lost() {
    assertThat(doubt(12, false)).map(Doubt::certain).contains(true);
  }

  @Test
  void an_own_entry_that_is_still_there_raises_no_doubt() {
    assertThat(doubt(12, true)).isEmpty();
  }

  @Test
  void an_own_entry_counts_as_lost_only_once() {
    assertThat(doubt(10, false)).isEmpty();
  }

  /** The replica saw the trail up to entry 10, and the database has 15 by now. */
  private static Optional<Doubt> doubt(long committed, boolean there) {
    Row row = new Row(1L, 1, 1, 1, NOW, NOW, true, Optional.empty());
    CurrentDatabase here = new CurrentDatabase(1L, 1, 1, 1, NOW, 15, new byte[] {2}, HASH, there);
    Memory memory = new Memory(10, HASH, 10, NOW);
    return new RestoreEvidence(Optional.of(row), here, Optional.of(memory), committed, NOW).doubt();
  }
}
