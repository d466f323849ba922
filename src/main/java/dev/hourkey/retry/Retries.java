package dev.hourkey.retry;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Repeats work that fails, for a limited time. */
public final class Retries {
  private static final Backoff DATABASE =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  private final Backoff backoff;
  private final int maxFailures;
  private final Pause pause;

  private Retries(Backoff backoff, int maxFailures, Pause pause) {
    this.backoff = backoff;
    this.maxFailures = maxFailures;
    this.pause = pause;
  }

  /**
   * For about half a minute, when no connection is free or the database is down: the pauses add up
   * to 17.5 s, and each try may wait 2 s for a connection.
   */
  public static Retries ofDatabase(Pause pause) {
    return new Retries(DATABASE, 7, pause);
  }

  /** Waits between two tries. */
  @FunctionalInterface
  public interface Pause {
    void take(Duration length) throws InterruptedException;
  }

  /**
   * Repeats the work until it succeeds. A failed attempt may have had an effect, so the work must
   * be safe to repeat.
   *
   * @param failed called with each failure except the last one, which is thrown
   */
  public <T> T call(Supplier<T> work, Consumer<RuntimeException> failed)
      throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (failures == maxFailures) {
          throw e;
        }
        failed.accept(e);
        pause.take(backoff.after(failures));
      }
    }
  }
}
