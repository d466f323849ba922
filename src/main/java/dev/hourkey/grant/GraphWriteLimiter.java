package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Applies the {@link WriteLimit} that all replicas share. Every method is part of its caller's
 * transaction.
 */
@ApplicationScoped
class GraphWriteLimiter {
  /** How long the answer to whether writes are limited is reused. */
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final WriteLimitRow row;

  private volatile Known known = new Known(Instant.EPOCH, Instant.EPOCH);

  GraphWriteLimiter(WriteLimitRow row) {
    this.row = row;
  }

  /** When a removal may be sent; that moment is reserved for it. */
  Instant reserve(Instant now) {
    if (!limits(now)) {
      return now;
    }
    WriteLimit limit = row.locked();
    row.save(limit.reserved(now));
    return limit.slot(now);
  }

  /** When an add may be sent, or has to ask again: removals go first. */
  Instant afterRemovals(Instant now) {
    return limits(now) ? row.read().afterRemovals(now) : now;
  }

  /** Entra has answered that there were too many writes, and how long to wait. */
  void tooMany(Instant now, Duration retryAfter) {
    WriteLimit limit = row.locked().tooMany(now, retryAfter);
    row.save(limit);
    known = new Known(limit.limitedUntil(), now);
  }

  private boolean limits(Instant now) {
    if (!known.at().plus(REMEMBERED).isAfter(now)) {
      known = new Known(row.read().limitedUntil(), now);
    }
    return known.limitedUntil().isAfter(now);
  }

  private record Known(Instant limitedUntil, Instant at) {}
}
