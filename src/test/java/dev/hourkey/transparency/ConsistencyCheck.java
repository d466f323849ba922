package dev.hourkey.transparency;

import java.util.ArrayList;
import java.util.List;

/** Checks consistency proofs, as a witness does. */
final class ConsistencyCheck {
  private ConsistencyCheck() {}

  /** Whether the tree with the second root continues the one with the first (RFC 9162, 2.1.4.2). */
  static boolean shows(ConsistencyProof proof, Hash before, Hash after) {
    long from = proof.from();
    long to = proof.to();
    if (from < 0 || from > to) {
      return false;
    }
    if (from == to) {
      return proof.hashes().isEmpty() && before.equals(after);
    }
    if (from == 0) {
      return proof.hashes().isEmpty() && before.equals(new MerkleTree().root());
    }
    List<Hash> nodes = new ArrayList<>(proof.hashes());
    if (Long.bitCount(from) == 1) {
      nodes.addFirst(before);
    }
    return !nodes.isEmpty() && follow(proof, nodes, before, after);
  }

  private static boolean follow(ConsistencyProof proof, List<Hash> nodes, Hash before, Hash after) {
    TreeHasher hasher = new TreeHasher();
    int complete = Long.numberOfTrailingZeros(proof.from());
    long node = (proof.from() - 1) >> complete;
    long last = (proof.to() - 1) >> complete;
    byte[] old = nodes.getFirst().bytes();
    byte[] now = old;
    for (Hash next : nodes.subList(1, nodes.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        old = hasher.node(next.bytes(), old);
        now = hasher.node(next.bytes(), now);
        int up = Math.min(Long.numberOfTrailingZeros(node), Long.SIZE - 1);
        node >>= up;
        last >>= up;
      } else {
        now = hasher.node(now, next.bytes());
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && new Hash(old).equals(before) && new Hash(now).equals(after);
  }
}
