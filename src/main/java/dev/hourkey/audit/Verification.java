package dev.hourkey.audit;

import dev.hourkey.transparency.Hash;

/** The result of following the trail from its first entry to its last. */
public sealed interface Verification {
  /**
   * Every entry follows from the previous one, and agrees with everything that was known.
   *
   * @param root of the Merkle tree over all entries
   */
  record Intact(ChainHead head, Hash root) implements Verification {}

  /**
   * The trail was changed, or has lost entries.
   *
   * @param seq the first entry that is missing or was changed
   */
  record Broken(long seq, String why) implements Verification {}
}
