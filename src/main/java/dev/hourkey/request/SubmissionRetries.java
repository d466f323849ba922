package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a submission is processed next, and how often that has failed. */
@Embeddable
class SubmissionRetries {
  /** From this failure on, the sender is told that their submission waits. */
  private static final int ANSWERED_AFTER_FAILURES = 2;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** The sender waits, so a vendor's request for a longer pause is not honoured. */
  private static final Duration LONGEST_VENDOR_PAUSE = Duration.ofMinutes(5);

  private int failures;
  private @Nullable Instant nextTryAt;

  protected SubmissionRetries() {}

  SubmissionRetries(Instant first) {
    nextTryAt = first;
  }

  /** Whether it is still to be processed. */
  boolean open() {
    return nextTryAt != null;
  }

  /** When it is processed next; only while it is open. */
  Instant nextTryAt() {
    return requireNonNull(nextTryAt);
  }

  void finish() {
    nextTryAt = null;
  }

  /**
   * Has it retried later.
   *
   * @param vendorPause how long the vendor asks not to be called again, zero if it does not say
   * @return whether the pause is long, or there were several failures
   */
  boolean postpone(Duration vendorPause, Instant now) {
    failures++;
    Duration backoff = shorter(Duration.ofSeconds(failures), LONGEST_PAUSE);
    Duration asked = shorter(vendorPause, LONGEST_VENDOR_PAUSE);
    nextTryAt = now.plus(asked.compareTo(backoff) > 0 ? asked : backoff);
    return failures >= ANSWERED_AFTER_FAILURES || asked.compareTo(LONGEST_PAUSE) > 0;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
