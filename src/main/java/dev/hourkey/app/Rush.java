package dev.hourkey.app;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A crowd of ends. While there is one, what may follow later goes one at a time: removals come
 * first, and yet nothing stops, however long the crowd stays.
 */
final class Rush {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final int crowd;
  private final AtomicInteger ends = new AtomicInteger();

  /**
   * @param crowd so many ends at a time that they wait for each other
   */
  Rush(int crowd) {
    this.crowd = crowd;
  }

  /** Work that ends something. */
  <A, B> Function<A, B> of(Function<A, B> work) {
    return about -> {
      ends.incrementAndGet();
      try {
        return work.apply(about);
      } finally {
        ends.decrementAndGet();
      }
    };
  }

  /** Work that gives way. */
  <A, B> Function<A, B> before(Function<A, B> work) {
    Semaphore one = new Semaphore(1);
    return about -> {
      if (ends.get() < crowd) {
        return work.apply(about);
      }
      one.acquireUninterruptibly();
      try {
        return work.apply(about);
      } finally {
        LockSupport.parkNanos(BETWEEN.toNanos());
        one.release();
      }
    };
  }
}
