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
 * Lets removals go first while many grants end at once. Other work then runs one piece at a time,
 * so that it slows removals little and still does not stop. Removals that fail or are postponed do
 * not count.
 */
final class RemovalPriority {
  /** So many removals within a second count as many; in the long run, Entra accepts 20. */
  static final int MANY = 25;

  private static final Duration WITHIN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final LongSupplier nanoTime;

  /** When the latest removals were done. */
  private final Deque<Long> removals = new ArrayDeque<>();

  RemovalPriority(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Wraps removals; an empty result means that the removal is done. */
  <A> Function<A, Optional<Instant>> removal(Function<A, Optional<Instant>> work) {
    return about -> {
      Optional<Instant> next = work.apply(about);
      if (next.isEmpty()) {
        count();
      }
      return next;
    };
  }

  /** Wraps work that waits for removals. */
  <A, B> Function<A, B> yielding(Function<A, B> work) {
    Semaphore one = new Semaphore(1);
    return about -> {
      if (!isActive()) {
        return work.apply(about);
      }
      one.acquireUninterruptibly();
      try {
        return work.apply(about);
      } finally {
        if (isActive()) {
          LockSupport.parkNanos(PAUSE.toNanos());
        }
        one.release();
      }
    };
  }

  private synchronized void count() {
    removals.addLast(nanoTime.getAsLong());
    if (removals.size() > MANY) {
      removals.removeFirst();
    }
  }

  private synchronized boolean isActive() {
    return removals.size() == MANY && nanoTime.getAsLong() - removals.getFirst() < WITHIN.toNanos();
  }
}
