package dev.hourkey.audit;

import dev.hourkey.audit.Verification.Broken;
import dev.hourkey.text.Counted;
import dev.hourkey.text.Sha256;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.Hash;
import dev.hourkey.transparency.MerkleTree;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Follows the chain and the tree over it, entry by entry, in constant memory. The chain shows which
 * entry was changed, unless all hashes were recomputed. Earlier heads and checkpoints reveal that
 * too.
 */
public final class TrailVerifier {
  private final MessageDigest sha256 = Sha256.begin();
  private final MerkleTree tree = new MerkleTree();
  private final Queue<ChainHead> heads;
  private final Queue<Checkpoint> checkpoints;
  private final long expected;

  private byte[] hash = {};
  private long seq;
  private long agreed;

  /**
   * @param heads that the trail had before
   * @param checkpoints that were signed before
   */
  public TrailVerifier(List<ChainHead> heads, List<Checkpoint> checkpoints) {
    this.heads =
        new ArrayDeque<>(heads.stream().sorted(Comparator.comparingLong(ChainHead::seq)).toList());
    this.checkpoints =
        new ArrayDeque<>(
            checkpoints.stream().sorted(Comparator.comparingLong(Checkpoint::size)).toList());
    expected =
        Math.max(
            heads.stream().mapToLong(ChainHead::seq).max().orElse(0),
            checkpoints.stream().mapToLong(Checkpoint::size).max().orElse(0));
    checkpointsOfNow(); // Of the empty tree.
  }

  /** Verifies the next entry; returns what is wrong with it. */
  public Optional<Broken> follow(AuditEntry entry) {
    seq++;
    if (entry.seq() != seq) {
      return broken(seq, "the entry is missing");
    }
    if (!Arrays.equals(hash, entry.prevHash())
        || !Arrays.equals(entry.hash(sha256), entry.hash())) {
      return broken(seq, "the entry does not follow from the previous one");
    }
    hash = entry.hash();
    tree.append(hash);
    while (!heads.isEmpty() && heads.element().seq() <= seq) {
      ChainHead head = heads.remove();
      if (head.seq() == seq && !head.isOf(entry)) {
        return broken(seq, "the entry had another hash before");
      }
    }
    return checkpointsOfNow();
  }

  private Optional<Broken> checkpointsOfNow() {
    while (!checkpoints.isEmpty() && checkpoints.element().size() <= seq) {
      Checkpoint signed = checkpoints.remove();
      if (signed.size() == seq && !signed.root().equals(tree.root())) {
        return broken(
            agreed + 1,
            "entries %d to %d are not those of the signed checkpoint of %s"
                .formatted(agreed + 1, seq, Counted.of(seq, "entry")));
      }
      agreed = seq;
    }
    return Optional.empty();
  }

  private static Optional<Broken> broken(long seq, String why) {
    return Optional.of(new Broken(seq, why));
  }

  /** Ends the verification after the last entry. */
  public Verification end() {
    return expected > seq
        ? new Broken(seq + 1, "the entry is missing")
        : new Verification.Intact(new ChainHead(seq, hash), tree.root());
  }

  /** The number of the last entry that was verified; 0 before the first. */
  public long followed() {
    return seq;
  }

  /** The root of the tree over the entries that were verified so far. */
  public Hash root() {
    return tree.root();
  }

  /** The number of entries of the largest checkpoint that agreed. */
  public long largestAgreeingSize() {
    return agreed;
  }
}
