package dev.hourkey.sandbox.entra;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Graph's limit on writes: a bucket of tokens that refills evenly. Off until it is set. */
final class WriteQuota {
  private final Clock clock;
  private int capacity;
  private Duration per = Duration.ZERO;
  private Instant fullAt = Instant.EPOCH;

  WriteQuota(Clock clock) {
    this.clock = clock;
  }

  /** Fills a bucket of {@code capacity} tokens, which refills within {@code per}; 0 is off. */
  synchronized void of(int capacity, Duration per) {
    this.capacity = capacity;
    this.per = per;
    fullAt = Instant.EPOCH;
  }

  /** Takes a token, or refuses because none is left. */
  synchronized void take() {
    if (capacity == 0) {
      return;
    }
    Instant now = clock.instant();
    Instant fullAgain = (fullAt.isAfter(now) ? fullAt : now).plus(per.dividedBy(capacity));
    Duration missing = Duration.between(now.plus(per), fullAgain);
    if (missing.isPositive()) {
      throw GraphError.writeLimit(missing);
    }
    fullAt = fullAgain;
  }
}
