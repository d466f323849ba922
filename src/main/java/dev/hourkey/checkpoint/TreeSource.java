package dev.hourkey.checkpoint;

import dev.hourkey.audit.EntryHashes;
import dev.hourkey.checkpoint.CheckpointPlace.PlaceFailure;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.MerkleTree;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Computes trees and proofs of the trail's entries, beginning at the nearest checkpoint. */
@ApplicationScoped
class TreeSource {
  private final EntryHashes hashes;
  private final CheckpointTable table;

  TreeSource(EntryHashes hashes, CheckpointTable table) {
    this.hashes = hashes;
    this.table = table;
  }

  /** The tree with this many entries, extended from a smaller one; empty if an entry is missing. */
  Optional<MerkleTree> extendedTo(MerkleTree from, long size) {
    MerkleTree tree = new MerkleTree(from.size(), from.edge());
    return hashes.read(from.size(), size, tree::append) ? Optional.of(tree) : Optional.empty();
  }

  /** The proof that a checkpoint continues the smaller tree that a place has. */
  ConsistencyProof proof(String origin, long from, long to) {
    MerkleTree nearest =
        table.upTo(origin, from).map(StoredCheckpoint::tree).orElseGet(MerkleTree::new);
    MerkleTree before = extendedTo(nearest, from).orElseThrow(TreeSource::missing);
    var proof = new ConsistencyProof.Builder(before, to);
    if (!hashes.read(from, to, proof::append)) {
      throw missing();
    }
    return proof.build();
  }

  private static PlaceFailure missing() {
    return new PlaceFailure("an audit entry is missing, so nothing can be proven");
  }
}
