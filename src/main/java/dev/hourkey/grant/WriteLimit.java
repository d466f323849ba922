package dev.hourkey.grant;

import dev.hourkey.retry.ClockSkew;
import dev.hourkey.retry.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * When writes to Entra may be sent after it has answered that there were too many. It then takes
 * 3,000 in 150 s, 20 a second, from all replicas together (Microsoft, throttling limits of identity
 * and access). Removals get slots, one after the other; adds wait until all of them are over. Pure.
 *
 * @param limitedUntil until when writes are limited; before Entra says so nothing is held back
 * @param nextSlot the first moment that no removal has reserved
 */
record WriteLimit(Instant limitedUntil, Instant nextSlot) {
  /** A little slower than Entra allows, which makes up for calls that are refused on the way. */
  static final Duration BETWEEN = Duration.ofMillis(51);

  private static final RateLimit REMOVALS = new RateLimit(BETWEEN, 1);

  private static final Duration LIMITED_FOR = Duration.ofSeconds(150);

  boolean limits(Instant now) {
    return limitedUntil.isAfter(now) && !fromBeforeSetBack(now);
  }

  /** A limit would never last longer, so it is from before the clock was set back. */
  private boolean fromBeforeSetBack(Instant now) {
    return ClockSkew.setBackSince(limitedUntil, now.plus(LIMITED_FOR));
  }

  /** When a removal may be sent. */
  Instant slot(Instant now) {
    return limits(now) ? REMOVALS.next(nextSlot, now) : now;
  }

  /** The limit after a removal has reserved its {@link #slot}. */
  WriteLimit reserved(Instant now) {
    return limits(now) ? new WriteLimit(limitedUntil, REMOVALS.dueAfter(nextSlot, now)) : this;
  }

  /** When an add may be sent, or has to ask again. */
  Instant afterRemovals(Instant now) {
    return limits(now) ? nextSlot : now;
  }

  /** Entra has answered that there were too many writes, and how long to wait. */
  WriteLimit tooMany(Instant now, Duration retryAfter) {
    Instant earliest = now.plus(retryAfter);
    boolean reserved = nextSlot.isAfter(earliest) && !fromBeforeSetBack(now);
    return new WriteLimit(now.plus(LIMITED_FOR), reserved ? nextSlot : earliest);
  }
}
