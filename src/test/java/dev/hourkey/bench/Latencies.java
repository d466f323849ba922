package dev.hourkey.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/** How long things took. */
record Latencies(long[] sortedNanos) {
  static Latencies of(Collection<Duration> durations) {
    return new Latencies(durations.stream().mapToLong(Duration::toNanos).sorted().toArray());
  }

  /** Prints a line for docs/performance.md. */
  void print(String what) {
    System.out.printf(
        "%-44s n=%-5d p50 %6.1f ms   p99 %6.1f ms   max %6.1f ms%n",
        what, sortedNanos.length, millis(0.5), millis(0.99), millis(1));
  }

  /** Prints the first bytes of a page. */
  void printPage(String what) {
    System.out.printf(
        "%-52s n=%-4d p50 %7.1f ms   p95 %7.1f ms   max %7.1f ms%n",
        what, sortedNanos.length, millis(0.5), millis(0.95), millis(1));
  }

  /** The smallest value that this share of all does not exceed. */
  double millis(double share) {
    int rank = (int) Math.ceil(share * sortedNanos.length);
    return sortedNanos[Math.max(rank, 1) - 1] / 1e6;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latencies(long[] nanos) && Arrays.equals(nanos, sortedNanos);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sortedNanos);
  }
}
