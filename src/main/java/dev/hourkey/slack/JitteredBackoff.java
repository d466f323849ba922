package dev.hourkey.slack;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double up to a longest; half of each is left to chance. Not thread-safe. */
final class JitteredBackoff {
  private final Duration first;
  private final Duration longest;
  private Duration ceiling;

  JitteredBackoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.ceiling = first;
  }

  Duration next() {
    long half = ceiling.toNanos() / 2;
    Duration doubled = ceiling.multipliedBy(2);
    ceiling = doubled.compareTo(longest) < 0 ? doubled : longest;
    return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
  }

  void reset() {
    ceiling = first;
  }
}
