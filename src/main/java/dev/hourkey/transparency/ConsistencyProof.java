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

  /** Whether the tree with the second root continues the one with the first (RFC 9162, 2.1.4.2). */
  public boolean shows(Hash before, Hash after) {
    if (from < 0 || from > to) {
      return false;
    }
    if (from == to) {
      return hashes.isEmpty() && before.equals(after);
    }
    if (from == 0) {
      return hashes.isEmpty() && before.equals(new MerkleTree().root());
    }
    List<Hash> nodes = new ArrayList<>(hashes);
    if (Long.bitCount(from) == 1) {
      nodes.addFirst(before);
    }
    return !nodes.isEmpty() && follow(nodes, before, after);
  }

  private boolean follow(List<Hash> nodes, Hash before, Hash after) {
    TreeHasher hasher = new TreeHasher();
    int complete = Long.numberOfTrailingZeros(from);
    long node = (from - 1) >> complete;
    long last = (to - 1) >> complete;
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
