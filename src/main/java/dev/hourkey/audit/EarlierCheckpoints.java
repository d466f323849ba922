package dev.hourkey.audit;

import dev.hourkey.transparency.Checkpoint;
import java.util.List;
import java.util.Optional;

/** The earlier states of the Merkle tree, according to the signed checkpoints. */
public interface EarlierCheckpoints {
  /** Everything that is known about them. */
  Known known();

  /**
   * What is known about the earlier trees.
   *
   * @param checkpoints the signed checkpoints, in any order
   * @param contradiction a change that is proved even without the entries
   * @param unread why checkpoints may be missing here, in words; if there are any reasons, an
   *     unbroken chain does not prove that the trail is the signed one
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
