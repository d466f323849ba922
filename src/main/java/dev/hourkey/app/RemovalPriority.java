package dev.hourkey.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A time in which many grants end at once. Until it is over, what may follow later goes one at a
 * time: removals come first, and yet nothing stops. Ends that fail or are put off make no rush.
 */
final class RemovalPriority {
  /** So many ends in a second; in the long run, Entra takes 20. */
  static final int MANY = 25;

  private static final Duration WITHIN = Duration.ofSeconds(1);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private final Deque<Long> done = new ArrayDeque<>();

  RemovalPriority(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Work that ends something, and is through when it says nothing of when to go on. */
  <A> Function<A, Optional<Instant>> of(Function<A, Optional<Instant>> work) {
    return about -> {
      Optional<Instant> next = work.apply(about);
      if (next.isEmpty()) {
        oneMore();
      }
      return next;
    };
  }

  /** Work that gives way. */
  <A, B> Function<A, B> before(Function<A, B> work) {
    Semaphore one = new Semaphore(1);
    return about -> {
      if (!isOn()) {
        return work.apply(about);
      }
      one.acquireUninterruptibly();
      try {
        return work.apply(about);
      } finally {
        if (isOn()) {
          LockSupport.parkNanos(BETWEEN.toNanos());
        }
        one.release();
      }
    };
  }

  private synchronized void oneMore() {
    done.addLast(nanoTime.getAsLong());
    if (done.size() > MANY) {
      done.removeFirst();
    }
  }

  private synchronized boolean isOn() {
    return done.size() == MANY && nanoTime.getAsLong() - done.getFirst() < WITHIN.toNanos();
  }
}
