package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How an attempt at one step went. */
sealed interface StepOutcome {
  /** When to try again what somebody else was at. */
  Duration SOON = Duration.ofSeconds(1);

  Duration LONGEST_PAUSE = Duration.ofSeconds(60);

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

  /**
   * How long to wait after a failure: doubling from one second to a minute, so that the end of a
   * grant comes soon after the end of an outage, or what the directory wishes if that is longer.
   */
  static Duration pause(int failures, Optional<Duration> command) {
    Duration doubling =
        shorter(Duration.ofSeconds(1L << Math.clamp(failures - 1, 0, 6)), LONGEST_PAUSE);
    return command
        .map(after -> shorter(after, LONGEST_WISH))
        .filter(after -> after.compareTo(doubling) > 0)
        .orElse(doubling);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
