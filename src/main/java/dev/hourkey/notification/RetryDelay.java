package dev.hourkey.notification;

import java.time.Duration;

/** How long to wait after a failure: doubling from a second to a minute, for ever. */
final class RetryDelay {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private RetryDelay() {}

  /**
   * The pause after so many failures in a row.
   *
   * @param chance from 0 to 1: up to a quarter is left out, so that those who failed together do
   *     not come back together
   */
  static Duration after(int failures, double chance) {
    Duration whole = Duration.ofSeconds(1L << Math.clamp(failures - 1L, 0, 6));
    Duration pause = whole.compareTo(LONGEST) > 0 ? LONGEST : whole;
    return pause.minusMillis((long) (pause.toMillis() / 4 * chance));
  }
}
