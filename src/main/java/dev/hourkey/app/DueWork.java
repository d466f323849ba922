package dev.hourkey.app;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which queues have due work. One query answers for all workers of this replica, because an idle
 * process would otherwise spend most of its time on their questions.
 */
final class DueWork {
  /** Less than the pause between two looks of a worker, so that each gets a new answer. */
  private static final Duration FRESH = Duration.ofMillis(500);

  private final WorkClaims claims;
  private final Clock clock;

  private Set<WorkQueue> due = EnumSet.allOf(WorkQueue.class);
  private long until = System.nanoTime();

  DueWork(WorkClaims claims, Clock clock) {
    this.claims = claims;
    this.clock = clock;
  }

  /** Whether a queue has due work; also true if the database does not answer. */
  synchronized boolean in(WorkQueue queue) {
    if (System.nanoTime() - until >= 0) {
      long asked = System.nanoTime(); // What becomes due while the database answers is not in it.
      due = look();
      until = asked + FRESH.toNanos();
    }
    return due.contains(queue);
  }

  private Set<WorkQueue> look() {
    try {
      return claims.due(clock.instant());
    } catch (SQLException | RuntimeException | Error e) {
      return EnumSet.allOf(WorkQueue.class); // The claims then fail as well, and report it.
    }
  }
}
