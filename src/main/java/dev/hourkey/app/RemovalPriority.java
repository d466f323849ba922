package dev.hourkey.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Lets removals go first while many grants end at once. Checks and messages then run one at a time,
 * with pauses, so that they barely slow removals but still progress. Removals that fail or are
 * postponed do not count.
 */
final class RemovalPriority {
  /**
   * This many removals within a second count as many; Entra accepts 20 a second in the long run.
   */
  static final int MANY = 25;

  /** The pause between two pieces of held-back work. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private static final Duration WITHIN = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;

  /** When the latest removals were done. */
  private final Deque<Long> removals = new ArrayDeque<>();

  RemovalPriority(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Records that a member was removed. */
  synchronized void removed() {
    removals.addLast(nanoTime.getAsLong());
    if (removals.size() > MANY) {
      removals.removeFirst();
    }
  }

  /** Whether work of this queue has to wait for removals now. */
  boolean holdsBack(WorkQueue queue) {
    return switch (queue) {
      case CLEARING, NOTIFICATIONS -> manyRemovals();
      case ENDING,
          PROVISIONING,
          SUBMISSIONS,
          REQUESTS,
          BREAK_GLASS_REVIEWS,
          ACCESS_REVIEWS,
          BULK_REVOCATIONS,
          MAINTENANCE ->
          false;
    };
  }

  private synchronized boolean manyRemovals() {
    return removals.size() == MANY && nanoTime.getAsLong() - removals.getFirst() < WITHIN.toNanos();
  }
}
