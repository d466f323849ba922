package dev.hourkey.slack;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double up to a maximum. Up to half of each is random, so that replicas do not retry at
 * the same moment. Not thread-safe.
 */
final class JitteredBackoff {
  private final Duration min;
  private final Duration max;
  private Duration ceiling;

  JitteredBackoff(Duration min, Duration max) {
    this.min = min;
    this.max = max;
    this.ceiling = min;
  }

  Duration next() {
    long half = ceiling.toNanos() / 2;
    Duration doubled = ceiling.multipliedBy(2);
    ceiling = doubled.compareTo(max) < 0 ? doubled : max;
    return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
  }

  void reset() {
    ceiling = min;
  }
}
