package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * When people are reminded of a review: after each quarter of the time that they have, and then
 * every day until it is done. Pure.
 *
 * @param begun when the review began
 * @param due when the review becomes late
 */
public record ReviewSchedule(Instant begun, Instant due) {
  private static final Duration WHEN_LATE = Duration.ofDays(1);
  private static final int PARTS = 4;

  public boolean late(Instant now) {
    return !now.isBefore(due);
  }

  /** The first reminder after this moment. */
  public Instant after(Instant now) {
    return late(now) ? next(due, WHEN_LATE, now) : next(begun, quarter(), now);
  }

  private static Instant next(Instant from, Duration pause, Instant now) {
    return from.plus(pause.multipliedBy(Duration.between(from, now).dividedBy(pause) + 1));
  }

  private Duration quarter() {
    return Duration.between(begun, due).dividedBy(PARTS);
  }
}
