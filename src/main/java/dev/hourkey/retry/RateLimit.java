package dev.hourkey.retry;

import java.time.Duration;
import java.time.Instant;

/**
 * An even rate that allows bursts (the generic cell rate algorithm, or a token bucket). A caller
 * keeps only one time: when the next action is due at the even rate. A burst may run ahead of it.
 * Pure.
 *
 * @param interval the average time between two actions in the long run
 * @param burst how many actions may happen at once before the interval applies
 */
public record RateLimit(Duration interval, int burst) {
  /** A limit of this many actions in a period; all of them may happen at once. */
  public static RateLimit of(int actions, Duration period) {
    return new RateLimit(period.dividedBy(actions), actions);
  }

  /** How far actions may run ahead of the even rate. */
  public Duration ahead() {
    return interval.multipliedBy(burst - 1L);
  }

  /** When the next action may happen, which is not before {@code earliest}. */
  public Instant next(Instant due, Instant earliest) {
    return later(due.minus(ahead()), earliest);
  }

  /** When the action after that one is due; unused time does not accumulate. */
  public Instant dueAfter(Instant due, Instant earliest) {
    return later(due, earliest).plus(interval);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
