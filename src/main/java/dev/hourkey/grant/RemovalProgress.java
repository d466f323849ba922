package dev.hourkey.grant;

import java.time.Instant;
import java.util.Optional;

/**
 * The progress of the removal of several grants.
 *
 * @param removed how many of {@code all} are out of their Entra group, or were never in it
 * @param gone how many have ended: neither Entra nor AWS shows them
 * @param kept how many of {@code gone} have ended without a removal, because the membership is
 *     standing or another grant needs it
 * @param lastGone when the most recent of the ended grants ended
 */
public record RemovalProgress(
    long all, long removed, long gone, long kept, Optional<Instant> lastGone) {
  /** Whether all of them have ended. */
  public boolean complete() {
    return gone == all;
  }
}
