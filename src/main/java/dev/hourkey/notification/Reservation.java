package dev.hourkey.notification;

import java.time.Duration;
import java.time.Instant;

/**
 * A time at which one notification may be sent.
 *
 * @param key the destination or method whose rate is limited
 */
record Reservation(String key, Instant at) {
  /** Whether it may still be used: a reservation that was missed by more than this is dropped. */
  boolean isValid(String wantedKey, Duration grace, Instant now) {
    return key.equals(wantedKey) && !now.isAfter(at.plus(grace));
  }

  boolean isAfter(Instant now) {
    return at.isAfter(now);
  }
}
