package dev.hourkey.transparency;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the hashes of a proof's subtrees in one pass over the entries. What lies before the
 * first entry is taken from the edge of the tree so far.
 */
final class SubtreeHashes {
  private final List<Subtree> wanted;
  private final Map<Subtree, Hash> found = new HashMap<>();
  private final Deque<Subtree> ahead = new ArrayDeque<>();

  private MerkleTree current = new MerkleTree();
  private long next;

  /**
   * @param wanted disjoint subtrees, each of which lies wholly before or after the end of {@code
   *     before}
   */
  SubtreeHashes(List<Subtree> wanted, MerkleTree before) {
    this.wanted = List.copyOf(wanted);
    next = before.size();
    wanted.stream()
        .sorted(Comparator.comparingLong(Subtree::from))
        .forEach(
            subtree -> {
              if (subtree.to() <= before.size()) {
                found.put(subtree, new Hash(before.onEdge(subtree)));
              } else {
                ahead.add(subtree);
              }
            });
  }

  void append(byte[] entry) {
    Subtree subtree = ahead.peek();
    long index = next++;
    if (subtree == null || index < subtree.from()) {
      return;
    }
    current.append(entry);
    if (next == subtree.to()) {
      found.put(subtree, current.root());
      ahead.remove();
      current = new MerkleTree();
    }
  }

  /** The hashes, in the order of the requested subtrees. */
  List<Hash> all() {
    if (!ahead.isEmpty()) {
      throw new IllegalStateException("there are entries up to " + next + " only");
    }
    return wanted.stream().map(found::get).toList();
  }
}
