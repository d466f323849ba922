package dev.hourkey.retry;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait after failures in a row: the pause doubles from a first to a longest one, and
 * there is always another try.
 *
 * @param jitter the largest share of a pause, 0 to 1, that may be cut off at random, so that
 *     replicas or calls that failed together do not try again together
 */
public record Backoff(Duration first, Duration longest, double jitter) {
  private static final int MAX_DOUBLINGS = 20;

  /** A backoff without jitter. */
  public Backoff(Duration first, Duration longest) {
    this(first, longest, 0);
  }

  /** The full pause after this many failures in a row. */
  public Duration after(int failures) {
    int doublings = Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
    return shorter(first.multipliedBy(1L << doublings), longest);
  }

  /**
   * The pause, shortened by the jitter.
   *
   * @param chance a random number from 0 to 1
   */
  public Duration after(int failures, double chance) {
    Duration full = after(failures);
    return full.minusNanos((long) (full.toNanos() * jitter * chance));
  }

  /**
   * The pause, or the longer one that the vendor asks for.
   *
   * @param maxRetryAfter a longer {@code retryAfter} is cut to this, because a wrong one must not
   *     stop the work for a day
   */
  public Duration after(int failures, Optional<Duration> retryAfter, Duration maxRetryAfter) {
    Duration pause = after(failures);
    return retryAfter
        .map(asked -> shorter(asked, maxRetryAfter))
        .filter(asked -> asked.compareTo(pause) > 0)
        .orElse(pause);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
