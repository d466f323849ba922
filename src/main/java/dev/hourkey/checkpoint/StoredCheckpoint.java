package dev.hourkey.checkpoint;

import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.MerkleTree;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import java.time.Instant;
import java.util.List;

/**
 * A checkpoint as the database has it. Somebody who can write there may have changed it, so check
 * {@link #isSignedBy} first.
 *
 * @param edge the right edge of the tree, from which the next checkpoint is computed
 */
record StoredCheckpoint(Checkpoint checkpoint, byte[] edge, SignedNote note, Instant madeAt) {
  static StoredCheckpoint of(MerkleTree tree, Checkpoint checkpoint, SignedNote note, Instant now) {
    return new StoredCheckpoint(checkpoint, tree.edge(), note, now);
  }

  /** Whether the log's key signed the checkpoint, and the stored edge belongs to it. */
  boolean isSignedBy(List<VerifierKey> keys) {
    return note.isSignedBy(keys)
        && note.checkpoint().filter(checkpoint::equals).isPresent()
        && tree().root().equals(checkpoint.root());
  }

  MerkleTree tree() {
    return new MerkleTree(checkpoint.size(), edge);
  }
}
