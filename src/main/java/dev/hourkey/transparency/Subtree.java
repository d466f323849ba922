package dev.hourkey.transparency;

/**
 * The entries below one node of a tree.
 *
 * @param from the index of the first one
 * @param to the index after the last one
 */
record Subtree(long from, long to) {
  /** The number of entries in the left half of a tree of this size: a power of two. */
  static long left(long size) {
    return Long.highestOneBit(size - 1);
  }
}
