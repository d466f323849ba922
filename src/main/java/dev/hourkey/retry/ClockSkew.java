package dev.hourkey.retry;

import java.time.Duration;
import java.time.Instant;

/**
 * How much clocks may differ. A stored time that is further ahead is from before the database's
 * clock was set back. Pure.
 */
public final class ClockSkew {
  /** The clocks of replicas differ by less than this. */
  public static final Duration TOLERATED = Duration.ofSeconds(10);

  private ClockSkew() {}

  /**
   * Whether a stored time was set before the clock was set back.
   *
   * @param latest the latest time that could be stored now
   */
  public static boolean setBackSince(Instant stored, Instant latest) {
    return stored.isAfter(latest.plus(TOLERATED));
  }
}
