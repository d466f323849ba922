package dev.hourkey.slack;

import dev.hourkey.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts consecutive failures for a backoff in which half of each pause is random. Not thread-safe.
 */
final class JitteredBackoff {
  private final Backoff backoff;
  private int failures;

  JitteredBackoff(Duration first, Duration longest) {
    this.backoff = new Backoff(first, longest, 0.5);
  }

  Duration next() {
    failures++;
    return backoff.after(failures, ThreadLocalRandom.current().nextDouble());
  }

  void reset() {
    failures = 0;
  }
}
