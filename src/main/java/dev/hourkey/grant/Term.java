package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a grant may last.
 *
 * @param deadline when the membership goes, whatever else happens
 */
public record Term(Instant openedAt, Duration duration, Instant deadline, Duration warnBefore) {
  /** When a grant ends that AWS first showed at {@code liveSince}. */
  Instant endIfLiveAt(Instant liveSince) {
    Instant end = liveSince.plus(duration);
    return end.isBefore(deadline) ? end : deadline;
  }

  boolean pastDeadline(Instant now) {
    return !now.isBefore(deadline);
  }

  /** When the holder is warned; never before half of the time is over. */
  Instant warnAt(Instant since, Instant endsAt) {
    Instant half = since.plus(Duration.between(since, endsAt).dividedBy(2));
    Instant warn = endsAt.minus(warnBefore);
    return warn.isBefore(half) ? half : warn;
  }
}
