package dev.hourkey.transparency;

import java.util.Arrays;

/**
 * An append-only RFC 6962 tree. Only its right edge is kept: one hash for each complete subtree, at
 * most 63. That is enough to append and to know the root. Not thread-safe.
 */
public final class MerkleTree {
  private static final int LEVELS = 63;

  private final TreeHasher hasher = new TreeHasher();

  /** By level: a hash is in use where the size, in binary, has a 1. */
  private final byte[][] edge = new byte[LEVELS][];

  private long size;

  /** An empty tree. */
  public MerkleTree() {}

  /**
   * The tree that had this edge.
   *
   * @param edge as {@link #edge} returned it
   */
  public MerkleTree(long size, byte[] edge) {
    if (size < 0 || edge.length != Long.bitCount(size) * Hash.LENGTH) {
      throw new IllegalArgumentException("no tree of " + size + " entries has this edge");
    }
    this.size = size;
    int next = 0;
    for (int level = 0; level < LEVELS; level++) {
      if (complete(size, level)) {
        this.edge[level] = Arrays.copyOfRange(edge, next, next + Hash.LENGTH);
        next += Hash.LENGTH;
      }
    }
  }

  /** Appends an entry. */
  public void append(byte[] entry) {
    appendLeaf(hasher.leaf(entry));
  }

  void appendLeaf(byte[] leaf) {
    byte[] hash = leaf;
    int level = 0;
    for (; complete(size, level); level++) {
      hash = hasher.node(edge[level], hash);
    }
    edge[level] = hash;
    size++;
  }

  public long size() {
    return size;
  }

  public Hash root() {
    if (size == 0) {
      return new Hash(hasher.nothing());
    }
    int level = Long.numberOfTrailingZeros(size);
    byte[] hash = edge[level];
    for (level++; level < LEVELS; level++) {
      if (complete(size, level)) {
        hash = hasher.node(edge[level], hash);
      }
    }
    return new Hash(hash.clone());
  }

  /** The hashes of the complete subtrees, from the smallest to the largest. */
  public byte[] edge() {
    byte[] all = new byte[Long.bitCount(size) * Hash.LENGTH];
    int next = 0;
    for (int level = 0; level < LEVELS; level++) {
      if (complete(size, level)) {
        System.arraycopy(edge[level], 0, all, next, Hash.LENGTH);
        next += Hash.LENGTH;
      }
    }
    return all;
  }

  /** The hash of a complete subtree that is on the edge. */
  byte[] onEdge(Subtree subtree) {
    int level = Long.numberOfTrailingZeros(subtree.to() - subtree.from());
    if (!complete(size, level)) {
      throw new IllegalArgumentException(subtree + " is not on the edge");
    }
    return edge[level];
  }

  private static boolean complete(long size, int level) {
    return (size >> level & 1) == 1;
  }
}
