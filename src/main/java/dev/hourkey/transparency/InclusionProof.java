package dev.hourkey.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Proves that an entry is in a tree (RFC 6962, section 2.1.1).
 *
 * @param index of the entry, from 0
 * @param size of the tree
 * @param hashes from the entry's sibling up to the root's child
 */
public record InclusionProof(long index, long size, List<Hash> hashes) {
  public InclusionProof {
    hashes = List.copyOf(hashes);
  }

  /** Builds the proof from all entries of the tree, in their order. */
  public static final class Builder {
    private final long index;
    private final long size;
    private final SubtreeHashes hashes;

    public Builder(long index, long size) {
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException("a tree of " + size + " has no entry " + index);
      }
      this.index = index;
      this.size = size;
      List<Subtree> path = new ArrayList<>();
      path(index, 0, size, path::add);
      hashes = new SubtreeHashes(path, new MerkleTree());
    }

    /** The next entry. */
    public void append(byte[] entry) {
      hashes.append(entry);
    }

    public InclusionProof build() {
      return new InclusionProof(index, size, hashes.all());
    }
  }

  private static void path(long index, long from, long to, Consumer<Subtree> siblings) {
    if (to - from == 1) {
      return;
    }
    long middle = from + Subtree.left(to - from);
    if (index < middle) {
      path(index, from, middle, siblings);
      siblings.accept(new Subtree(middle, to));
    } else {
      path(index, middle, to, siblings);
      siblings.accept(new Subtree(from, middle));
    }
  }

  /** Whether it shows that this entry is in the tree with this root (RFC 9162, 2.1.3.2). */
  public boolean shows(byte[] entry, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    TreeHasher hasher = new TreeHasher();
    byte[] hash = hasher.leaf(entry);
    long node = index;
    long last = size - 1;
    for (Hash sibling : hashes) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = hasher.node(sibling.bytes(), hash);
        int up = Long.numberOfTrailingZeros(node); // 64 for the root itself, which has no sibling.
        node >>= Math.min(up, Long.SIZE - 1);
        last >>= Math.min(up, Long.SIZE - 1);
      } else {
        hash = hasher.node(hash, sibling.bytes());
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && new Hash(hash).equals(root);
  }
}
