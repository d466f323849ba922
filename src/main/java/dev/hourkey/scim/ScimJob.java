package dev.hourkey.scim;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entra's SCIM job as it was last seen, and when Entra last accepted a request to start it. */
@Entity
@Table(name = "scim_job")
public class ScimJob {
  static final int ONLY = 1;

  /** Microsoft warns against starting a running job again and again (synchronizationJob: start). */
  private static final Duration BETWEEN_STARTS = Duration.ofMinutes(10);

  /** A request that has no answer after this time counts as not made: its replica may have died. */
  private static final Duration START_TAKES = Duration.ofMinutes(1);

  /** It may take this long until all reads of AWS show what a cycle exported at its end. */
  private static final Duration SHOWN_AFTER = Duration.ofMinutes(5);

  @Id private int id = ONLY;
  private @Nullable String stoppedBecause;
  private @Nullable Instant since;
  private @Nullable UUID incident;
  private @Nullable Instant seenAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant startTriedAt;
  private @Nullable Instant unseenSince;
  private @Nullable String unseenBecause;
  private @Nullable UUID unseenIncident;
  private boolean unseenAlerted;
  private boolean cyclesVisible;
  private @Nullable Instant cycleBeganAt;

  /** What a check of the job changed. */
  enum Change {
    /** The job has just stopped, or Hourkey has just lost sight of it. */
    BEGINS,
    /** The problem lasts, for the same reason. */
    LASTS,
    /** The problem lasts, for another reason. */
    OTHER_REASON
  }

  /** The job has stopped. */
  Optional<ScimJobService.Stop> stop() {
    return Optional.ofNullable(stoppedBecause)
        .map(why -> new ScimJobService.Stop(requireNonNull(incident), why, requireNonNull(since)));
  }

  /** Why Hourkey cannot tell whether it runs; empty until operators were told. */
  Optional<ScimJobService.Unseen> unseen() {
    return unseenAlerted && unseenSince != null ? Optional.of(unseenIncident()) : Optional.empty();
  }

  private ScimJobService.Unseen unseenIncident() {
    return new ScimJobService.Unseen(
        requireNonNull(unseenIncident), requireNonNull(unseenBecause), requireNonNull(unseenSince));
  }

  Optional<Instant> seenAt() {
    return Optional.ofNullable(seenAt);
  }

  /** Notes that the job could not be seen. */
  Change notSeen(String why, Instant now) {
    boolean begins = unseenSince == null;
    boolean same = why.equals(unseenBecause);
    unseenBecause = why;
    if (begins) {
      unseenSince = now;
      unseenIncident = UUID.randomUUID();
    }
    return begins ? Change.BEGINS : same ? Change.LASTS : Change.OTHER_REASON;
  }

  /** Whether it has not been seen for at least this long. */
  boolean unseenFor(Duration time, Instant now) {
    return unseenSince != null && !now.isBefore(unseenSince.plus(time));
  }

  /** Notes that operators are told that Hourkey cannot see the job. */
  ScimJobService.Unseen alertUnseen() {
    unseenAlerted = true;
    return unseenIncident();
  }

  /** Notes that the job was seen; returns what operators were told before. */
  Optional<ScimJobService.Unseen> seen(Instant now) {
    Optional<ScimJobService.Unseen> told = unseen();
    seenAt = now;
    cyclesVisible = true;
    unseenSince = null;
    unseenBecause = null;
    unseenAlerted = false;
    return told;
  }

  /** Notes that Hourkey is not permitted to see the job. That stays so until somebody acts. */
  void hidden() {
    cyclesVisible = false;
  }

  /** Notes the last cycle that is over, once AWS shows everything that it exported. */
  void finished(ScimProvisioner.Cycle last, Instant now) {
    if (!last.ended().plus(SHOWN_AFTER).isAfter(now)) {
      cycleBeganAt = last.began();
    }
  }

  LastFinishedCycle cycle() {
    return !cyclesVisible
        ? new LastFinishedCycle.Hidden()
        : cycleBeganAt == null
            ? new LastFinishedCycle.None()
            : new LastFinishedCycle.Finished(cycleBeganAt);
  }

  /** Notes that the job has stopped. */
  Change stopped(String why, Instant now) {
    boolean begins = stoppedBecause == null;
    boolean same = why.equals(stoppedBecause);
    stoppedBecause = why;
    if (begins) {
      incident = UUID.randomUUID();
      since = now;
    }
    return begins ? Change.BEGINS : same ? Change.LASTS : Change.OTHER_REASON;
  }

  /** Notes that the job runs; returns the stop that is over. */
  Optional<ScimJobService.Stop> running() {
    Optional<ScimJobService.Stop> over = stop();
    stoppedBecause = null;
    return over;
  }

  /** Whether to request a start of the job, to carry a change. */
  sealed interface Start {
    /** A start that carries the change was already requested. */
    record Requested() implements Start {}

    /** It is too soon after the last start, or the job has stopped or cannot be seen. */
    record NotNow() implements Start {}

    /** The caller has to request the start, and to report the outcome. */
    record Now() implements Start {}
  }

  Start start(Instant changedAt, Instant now) {
    Optional<Instant> last = Optional.ofNullable(startedAt);
    if (last.filter(changedAt::isBefore).isPresent()) {
      return new Start.Requested();
    }
    if (stop().isPresent()
        || unseen().isPresent()
        || last.filter(one -> one.plus(BETWEEN_STARTS).isAfter(now)).isPresent()
        || (startTriedAt != null && startTriedAt.plus(START_TAKES).isAfter(now))) {
      return new Start.NotNow();
    }
    startTriedAt = now;
    return new Start.Now();
  }

  /**
   * Notes the outcome of the request at {@code now}. A later request that was accepted is not
   * replaced.
   */
  void startAnswered(Instant now, boolean accepted) {
    if (accepted && (startedAt == null || startedAt.isBefore(now))) {
      startedAt = now;
    }
    if (now.equals(startTriedAt)) {
      startTriedAt = null;
    }
  }
}
