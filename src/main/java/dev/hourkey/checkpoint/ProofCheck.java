package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.transparency.TlogProof;
import dev.hourkey.transparency.VerifierKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Checks the proof of an entry, without a database and without network. */
public final class ProofCheck {
  private ProofCheck() {}

  /** What a proof shows. */
  public sealed interface Result {
    /** The entry is in the trail that was signed. */
    record Shown(AuditEntry entry, TlogProof proof) implements Result {}

    /** The proof does not show that, for this reason. */
    record NotShown(String why) implements Result {}
  }

  /**
   * Checks a proof.
   *
   * @param text the file
   * @param keys the log's verifier keys
   */
  public static Result of(String text, List<VerifierKey> keys) {
    Optional<TlogProof> read = TlogProof.parse(text);
    if (read.isEmpty() || read.get().extra().isEmpty()) {
      return new Result.NotShown("the file is not a proof of an audit entry");
    }
    TlogProof proof = read.get();
    if (proof.note().checkpointOf(keys).isEmpty()) {
      return new Result.NotShown("the checkpoint is not signed by the key");
    }
    AuditEntry entry;
    try {
      entry = EntryFile.entry(proof.extra().orElseThrow());
    } catch (IOException e) {
      return new Result.NotShown("the file is not a proof of an audit entry");
    }
    if (!entry.hashIsRight()) {
      return new Result.NotShown("the entry does not have the hash that it states");
    }
    return entry.seq() == proof.inclusion().index() + 1 && proof.shows(entry.hash(), keys)
        ? new Result.Shown(entry, proof)
        : new Result.NotShown("the entry is not in the tree that was signed");
  }
}
