package dev.hourkey.notification;

import java.time.Duration;
import java.time.Instant;

/** A time that a notification has to itself, at a destination or on a line. */
record Reservation(String of, Instant at) {
  /**
   * A slot that was missed by more than this is void: after a standstill the slots of a whole queue
   * lie in the past, and all of it would go out at once.
   */
  static final Duration GRACE = RateLimiter.EVERY.multipliedBy(RateLimiter.BURST - 1);

  /** Whether it still stands at {@code now}, to be waited for or used. */
  boolean stands(String wanted, Instant now) {
    return of.equals(wanted) && !now.isAfter(at.plus(GRACE));
  }

  boolean ahead(Instant now) {
    return at.isAfter(now);
  }
}
