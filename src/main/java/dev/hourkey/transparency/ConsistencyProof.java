package dev.hourkey.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Proves that a tree was only appended to (RFC 6962, section 2.1.2).
 *
 * @param from its size before
 * @param to its size after
 */
public record ConsistencyProof(long from, long to, List<Hash> hashes) {
  public ConsistencyProof {
    hashes = List.copyOf(hashes);
  }

  /** Builds the proof from the tree as it was and the entries that were appended. */
  public static final class Builder {
    private final long from;
    private final SubtreeHashes hashes;
    private final MerkleTree tree;

    public Builder(MerkleTree before, long to) {
      from = before.size();
      if (to < from) {
        throw new IllegalArgumentException("a tree of " + to + " does not follow one of " + from);
      }
      List<Subtree> path = new ArrayList<>();
      if (from > 0) {
        path(from, 0, to, true, path::add);
      }
      tree = new MerkleTree(from, before.edge());
      hashes = new SubtreeHashes(path, before);
    }

    /** The next entry. */
    public void append(byte[] entry) {
      tree.append(entry);
      hashes.append(entry);
    }

    public ConsistencyProof build() {
      return new ConsistencyProof(from, tree.size(), hashes.all());
    }
  }

  private static void path(
      long before, long from, long to, boolean whole, Consumer<Subtree> nodes) {
    if (before == to) {
      if (!whole) {
        nodes.accept(new Subtree(from, to));
      }
      return;
    }
    long middle = from + Subtree.left(to - from);
    if (before <= middle) {
      path(before, from, middle, whole, nodes);
      nodes.accept(new Subtree(middle, to));
    } else {
      path(before, middle, to, false, nodes);
      nodes.accept(new Subtree(from, middle));
    }
  }
}
