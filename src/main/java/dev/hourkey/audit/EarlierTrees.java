package dev.hourkey.audit;

import dev.hourkey.transparency.Checkpoint;
import java.util.List;
import java.util.Optional;

/** What the tree over the trail was before, according to what was signed. */
public interface EarlierTrees {
  /** All that is known of it. */
  Known known();

  /**
   * What is known of the earlier trees.
   *
   * @param checkpoints what was signed, in any order
   * @param contradiction what already proves a change, without the entries
   * @param unread why something that was signed may be missing here, in words: with any of these, a
   *     trail that follows from its first entry to its last need not be the one that was signed
   */
  record Known(
      List<Checkpoint> checkpoints,
      Optional<Verification.Broken> contradiction,
      List<String> unread) {
    /** Nothing was signed. */
    public static final Known NOTHING = new Known(List.of(), Optional.empty(), List.of());

    /** How many entries the largest signed tree has; 0 if nothing was signed. */
    public long entries() {
      return checkpoints.stream().mapToLong(Checkpoint::size).max().orElse(0);
    }
  }
}
