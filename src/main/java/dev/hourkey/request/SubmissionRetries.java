package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.retry.Backoff;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a submission is processed next, and how often that has failed. */
@Embeddable
class SubmissionRetries {
  /** From this failure on, the sender is told that their submission waits. */
  private static final int ANSWERED_AFTER_FAILURES = 2;

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

  /** The sender waits, so the pause that a vendor asks for is honoured up to this long. */
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
    Duration pause = BACKOFF.after(failures, Optional.of(vendorPause), LONGEST_VENDOR_PAUSE);
    nextTryAt = now.plus(pause);
    return failures >= ANSWERED_AFTER_FAILURES || pause.compareTo(BACKOFF.longest()) > 0;
  }
}
