package dev.hourkey.grant;

import dev.hourkey.scim.ScimProvisioner;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a change on its way to AWS.
 *
 * @param since since when there has been a change that AWS does not show yet. Entra accepted it, or
 *     AWS undid it
 * @param onDemandAt when provisioning on demand is due to be requested again
 * @param confirmed whether one of the answers said that AWS has the change
 * @param jobStartRequested whether a whole cycle of the SCIM job was requested
 */
record Propagation(
    Instant since, Instant onDemandAt, boolean confirmed, boolean jobStartRequested) {
  /** Entra's directory replicates within seconds, so the first call may come too early. */
  private static final List<Duration> ON_DEMAND_AFTER =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15));

  private static final Duration ON_DEMAND_EVERY = Duration.ofMinutes(15);

  /** Minimum gap between two calls for one grant. */
  private static final Duration ON_DEMAND_GAP = Duration.ofSeconds(5);

  /**
   * Provisioning on demand takes up to half a minute. A change that has not arrived after three
   * times as long will not arrive that way.
   */
  private static final Duration START_AFTER = Duration.ofSeconds(90);

  /** When the next call is due for a change that has waited since {@code since}. */
  static Instant onDemandAt(Instant since, int onDemandCalls) {
    return since.plus(
        onDemandCalls < ON_DEMAND_AFTER.size()
            ? ON_DEMAND_AFTER.get(onDemandCalls)
            : ON_DEMAND_AFTER
                .getLast()
                .plus(ON_DEMAND_EVERY.multipliedBy(onDemandCalls - ON_DEMAND_AFTER.size() + 1L)));
  }

  boolean onDemandDue(Instant now) {
    return !now.isBefore(onDemandAt);
  }

  /** Whether provisioning on demand has had enough time, so that a job cycle is requested next. */
  boolean startDue(Instant now) {
    return !jobStartRequested && !now.isBefore(since.plus(START_AFTER));
  }

  /**
   * Whether Entra will no longer send the change, because it says that AWS has it, or a whole cycle
   * has passed.
   */
  boolean passedOver(Instant now) {
    return !now.isBefore(since.plus(confirmed ? START_AFTER : ScimProvisioner.CYCLE));
  }

  /** When to check AWS again: often at first, then less and less often. */
  Instant nextCheck(Instant now) {
    Instant check = now.plus(pause(Duration.between(since, now)));
    return onDemandAt.isAfter(now) && onDemandAt.isBefore(check) ? onDemandAt : check;
  }

  private static Duration pause(Duration age) {
    if (age.toSeconds() < 30) {
      return Duration.ofSeconds(1);
    }
    if (age.toMinutes() < 5) {
      return Duration.ofSeconds(5);
    }
    return Duration.ofSeconds(age.toMinutes() < 60 ? 15 : 60);
  }

  /**
   * What was done to bring the last change to a membership to AWS.
   *
   * @param onDemandCalls how often provisioning on demand was requested
   * @param onDemandDueAt when to request it again; null while there is no change
   * @param onDemandConfirmed whether one of the answers said that AWS has the change
   * @param jobStartRequested whether a whole cycle of the SCIM job was requested
   */
  @Embeddable
  record Progress(
      int onDemandCalls,
      @Nullable Instant onDemandDueAt,
      boolean onDemandConfirmed,
      boolean jobStartRequested) {
    /** Nothing has to reach AWS. */
    static final Progress NONE = new Progress(0, null, false, false);

    /** The progress of a change that begins now. */
    static Progress begun(Instant now) {
      return new Progress(0, onDemandAt(now, 0), false, false);
    }

    Propagation of(Instant since) {
      Instant due = onDemandDueAt == null ? onDemandAt(since, onDemandCalls) : onDemandDueAt;
      return new Propagation(since, due, onDemandConfirmed, jobStartRequested);
    }

    /**
     * The progress after a request for provisioning on demand; {@code confirmed} is true if the
     * answer said that AWS has the change.
     */
    Progress requested(boolean confirmed, Instant since, Instant now) {
      Instant earliest = now.plus(ON_DEMAND_GAP);
      Instant due = nextCall(since, onDemandCalls + 1, now);
      return new Progress(
          onDemandCalls + 1,
          due.isBefore(earliest) ? earliest : due,
          onDemandConfirmed || confirmed,
          jobStartRequested);
    }

    /**
     * The next time in the schedule. Times that have passed, for example during an outage, are
     * skipped.
     */
    private static Instant nextCall(Instant since, int calls, Instant now) {
      int next = calls;
      while (!onDemandAt(since, next).isAfter(now)) {
        next++;
      }
      return onDemandAt(since, next);
    }

    /**
     * The progress with the next request due at this time; unchanged while nothing has to reach
     * AWS.
     */
    Progress postponed(Instant when) {
      return onDemandDueAt == null ? this : dueAt(when);
    }

    /** The progress once nothing more has to reach AWS. */
    Progress over() {
      return dueAt(null);
    }

    private Progress dueAt(@Nullable Instant when) {
      return new Progress(onDemandCalls, when, onDemandConfirmed, jobStartRequested);
    }

    Progress withJobStart() {
      return new Progress(onDemandCalls, onDemandDueAt, onDemandConfirmed, true);
    }
  }
}
