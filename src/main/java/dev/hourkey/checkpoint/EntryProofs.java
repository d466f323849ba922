package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.audit.EntryHashes;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.InclusionProof;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.TlogProof;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proofs that single entries are in the signed trail, which an auditor can check offline. */
@ApplicationScoped
public class EntryProofs {
  private final CheckpointTable table;
  private final EntryHashes hashes;

  EntryProofs(CheckpointTable table, EntryHashes hashes) {
    this.table = table;
    this.hashes = hashes;
  }

  /**
   * Proofs of entries, all for the newest checkpoint.
   *
   * @param size the size of that checkpoint; 0 if nothing was signed yet
   * @param later entries that the checkpoint does not cover yet
   * @param timestamp the time stamp of the checkpoint, as DER
   */
  public record Made(
      long size, List<Proof> proofs, List<AuditEntry> later, Optional<byte[]> timestamp) {}

  /** The proof of an entry, in the format C2SP tlog-proof. */
  public record Proof(long seq, String text) {}

  /** Creates the proofs, in one pass over the trail. */
  public Made prove(List<AuditEntry> entries) {
    Optional<StoredCheckpoint> newest =
        table.origin().flatMap(origin -> table.newest(origin.name()));
    if (newest.isEmpty()) {
      return new Made(0, List.of(), entries, Optional.empty());
    }
    Checkpoint checkpoint = newest.get().checkpoint();
    SignedNote note =
        table
            .evidence(checkpoint, CheckpointPlaceType.WITNESS)
            .map(lines -> newest.get().note().with(Cosignatures.of(lines)))
            .orElse(newest.get().note());
    List<AuditEntry> covered =
        entries.stream().filter(entry -> entry.seq() <= checkpoint.size()).toList();
    List<InclusionProof.Builder> builders =
        covered.stream()
            .map(entry -> new InclusionProof.Builder(entry.seq() - 1, checkpoint.size()))
            .toList();
    if (!hashes.read(
        0, checkpoint.size(), hash -> builders.forEach(builder -> builder.append(hash)))) {
      throw new IllegalStateException("an audit entry is missing, so nothing can be proven");
    }
    List<Proof> proofs = new ArrayList<>();
    for (int i = 0; i < covered.size(); i++) {
      AuditEntry entry = covered.get(i);
      proofs.add(
          new Proof(
              entry.seq(),
              new TlogProof(Optional.of(EntryFile.line(entry)), builders.get(i).build(), note)
                  .toString()));
    }
    return new Made(
        checkpoint.size(),
        proofs,
        entries.stream().filter(entry -> entry.seq() > checkpoint.size()).toList(),
        table.evidence(checkpoint, CheckpointPlaceType.TIMESTAMP));
  }
}
