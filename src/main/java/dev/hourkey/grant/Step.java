package dev.hourkey.grant;

import dev.hourkey.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One thing to do next for a grant. */
sealed interface Step {
  /** Whether it changes a membership in Entra. */
  default boolean writesToEntra() {
    return this instanceof AddMember || this instanceof RemoveMember;
  }

  record AddMember() implements Step {}

  /** Remove the member from the Entra group, for this reason. */
  record RemoveMember(EndReason cause) implements Step {}

  /** Remove the member from AWS directly, which Entra would do later. */
  record RemoveDirectly() implements Step {}

  /** Add the member to AWS directly, because Entra will not. */
  record AddDirectly() implements Step {}

  /** Request provisioning on demand. */
  record ProvisionOnDemand() implements Step {}

  /** Request a whole cycle of the SCIM job. */
  record StartJob() implements Step {}

  /** Warn the holder that the end is near. */
  record Warn() implements Step {}

  record Become(GrantState state) implements Step {}

  record CheckAgain(Instant at) implements Step {}

  /** The outcome of an attempt at one step. */
  sealed interface Outcome {
    /** How long to wait before retrying a step that another attempt delayed. */
    Duration SOON = Duration.ofSeconds(1);

    /** Pauses of up to a minute, so that a grant ends soon after an outage. */
    Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    /**
     * Longer than Microsoft's longest window. Even if a proxy asks for a day, Hourkey waits only
     * this long.
     */
    Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    record Became(GrantState state, Optional<String> detail) implements Outcome {
      Became(GrantState state) {
        this(state, Optional.empty());
      }
    }

    /** Whether Entra said, while the attempt had the lease, that the member is in the group. */
    default boolean confirmsMembership() {
      return switch (this) {
        case Added _, Standing _ -> true;
        case Became _,
            AddRefused _,
            Removed _,
            Kept _,
            RemovedDirectly _,
            AddedDirectly _,
            JobStartRequested _,
            Warned _,
            CheckAgain _,
            Failed _ ->
            false;
      };
    }

    /** Entra accepted the add. */
    record Added() implements Outcome {}

    /** The member was not added, because of the approval or Entra's answer. It may work later. */
    record AddRefused(EndReason cause, String why) implements Outcome {}

    /** Entra no longer shows the member, no matter who removed them. */
    record Removed(EndReason cause, EntraGroupMembers.Removed how) implements Outcome {}

    /** Nothing had to be removed, for this reason. */
    record Kept(EndReason cause, String why) implements Outcome {}

    /** The membership turned out to be a standing one. */
    record Standing() implements Outcome {}

    /** The membership was removed from AWS directly. */
    record RemovedDirectly() implements Outcome {}

    /** The membership was added to AWS again directly. */
    record AddedDirectly() implements Outcome {}

    /** A cycle of the SCIM job was requested, for this grant or a little earlier for another. */
    record JobStartRequested() implements Outcome {}

    record Warned() implements Outcome {}

    record CheckAgain(Instant at) implements Outcome {}

    /** A directory did not answer in this step; {@code why} is for operators. */
    record Failed(Step step, Optional<Duration> retryAfter, Optional<String> why)
        implements Outcome {
      Failed(Step step, Optional<Duration> retryAfter) {
        this(step, retryAfter, Optional.empty());
      }
    }

    /**
     * How long to wait after a failure. The pause doubles from one second to a minute, so that a
     * grant ends soon after an outage. If the directory asks for a longer pause, that one applies.
     */
    static Duration pause(int failures, Optional<Duration> retryAfter) {
      return BACKOFF.after(failures, retryAfter, LONGEST_RETRY_AFTER);
    }
  }
}
