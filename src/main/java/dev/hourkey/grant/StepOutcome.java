package dev.hourkey.grant;

import dev.hourkey.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How an attempt at one step went. */
sealed interface StepOutcome {
  /** When to try again what somebody else was at. */
  Duration SOON = Duration.ofSeconds(1);

  /** Up to a minute, so that a grant ends soon after the end of an outage. */
  Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /** Longer than Microsoft's longest window; a proxy that asks for a day is not heard. */
  Duration LONGEST_WISH = Duration.ofMinutes(5);

  record Became(GrantState state, Optional<String> detail) implements StepOutcome {
    Became(GrantState state) {
      this(state, Optional.empty());
    }
  }

  /** Entra took the add. */
  record Added() implements StepOutcome {}

  /** Entra did not take the add, for a reason that may pass. */
  record AddRefused(EndReason cause, String why) implements StepOutcome {}

  /** Entra has no such member any more, whoever took them out. */
  record Removed(EndReason cause, GroupMembership.Removed how) implements StepOutcome {}

  /** Nothing had to be removed, for this reason. */
  record Kept(EndReason cause, String why) implements StepOutcome {}

  /** The membership turned out to be somebody else's. */
  record Standing() implements StepOutcome {}

  /** The membership was taken out of AWS itself. */
  record RemovedDirectly() implements StepOutcome {}

  /** The membership was put back into AWS itself. */
  record AddedDirectly() implements StepOutcome {}

  /** A cycle of the SCIM job was asked for, by us or by another grant a little earlier. */
  record JobStartRequested() implements StepOutcome {}

  record Warned() implements StepOutcome {}

  record LookAgain(Instant at) implements StepOutcome {}

  /** A directory did not answer in this step; {@code why} is for operators. */
  record Failed(GrantState.Step step, Optional<Duration> retryAfter, Optional<String> why)
      implements StepOutcome {
    Failed(GrantState.Step step, Optional<Duration> retryAfter) {
      this(step, retryAfter, Optional.empty());
    }
  }

  /** How long to wait after this many failures in a row, or longer if the directory asks for it. */
  static Duration pause(int failures, Optional<Duration> retryAfter) {
    return BACKOFF.after(failures, retryAfter, LONGEST_WISH);
  }
}
