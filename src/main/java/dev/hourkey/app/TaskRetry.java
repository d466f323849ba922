package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import dev.hourkey.retry.Backoff;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/** Reschedules tasks that failed. They are retried for ever. */
final class TaskRetry {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /** Short, because a retry costs little and may succeed on the next connection. */
  private static final Backoff BACKOFF_OF_DATABASE =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4));

  /** Limits the walk through a chain of causes, which may be circular. */
  private static final int DEEPEST = 20;

  private final Clock clock;

  TaskRetry(Clock clock) {
    this.clock = clock;
  }

  void retry(ExecutionComplete done, ExecutionOperations<Void> operations) {
    Backoff backoff =
        done.getCause().filter(TaskRetry::isOfTheDatabase).isPresent()
            ? BACKOFF_OF_DATABASE
            : BACKOFF;
    Duration pause = backoff.after(done.getExecution().consecutiveFailures + 1);
    operations.reschedule(done, clock.instant().plus(pause));
  }

  private static boolean isOfTheDatabase(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST)
        .anyMatch(SQLException.class::isInstance);
  }
}
