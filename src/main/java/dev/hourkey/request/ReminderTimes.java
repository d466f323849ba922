package dev.hourkey.request;

import static java.util.Objects.requireNonNullElse;

import dev.hourkey.policy.ApprovalProgress;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Since when a request has waited for an approval, and when its approvers are reminded. Both start
 * again with each stage.
 */
@Embeddable
class ReminderTimes {
  /**
   * The nudge is offered this long after the approvers were notified, because most decide within
   * minutes.
   */
  private static final Duration NUDGE_AFTER = Duration.ofMinutes(5);

  private long[] remindAfterSeconds = {};
  private int remindersSent;
  private int remindersBeforeStage;
  @Column private @Nullable Instant stageBeganAt;
  @Column private @Nullable Instant lastApprovedAt;
  private boolean nudgeOffered;
  @Column private @Nullable Instant nudgedAt;

  protected ReminderTimes() {}

  ReminderTimes(List<Duration> after) {
    remindAfterSeconds = after.stream().mapToLong(Duration::toSeconds).toArray();
  }

  Nudge nudge() {
    return new Nudge(nudgeOffered, Optional.ofNullable(nudgedAt));
  }

  /** Offers the nudge to the requester, once the request has waited for long enough. */
  boolean takeDueNudgeOffer(Instant requestedAt, Instant now) {
    boolean due = nudgeOffer(requestedAt).filter(at -> !now.isBefore(at)).isPresent();
    nudgeOffered |= due;
    return due;
  }

  void nudged(Instant now) {
    nudgedAt = now;
  }

  private Optional<Instant> nudgeOffer(Instant requestedAt) {
    return nudgeOffered ? Optional.empty() : Optional.of(requestedAt.plus(NUDGE_AFTER));
  }

  void approved(Instant now) {
    lastApprovedAt = now;
  }

  /** When the current stage is escalated, if nobody has approved it by then. */
  Optional<Instant> escalatesAt(Instant requestedAt, ApprovalProgress progress) {
    return progress.escalatesAt(requireNonNullElse(lastApprovedAt, requestedAt));
  }

  /** Notes that a stage after the first one begins. */
  void beginStage(Instant now) {
    stageBeganAt = now;
    remindersBeforeStage = remindersSent;
  }

  /** Takes all due reminders as one; false if there are none. */
  boolean takeDue(Instant requestedAt, Instant now) {
    int before = remindersSent;
    while (next(requestedAt).filter(at -> !now.isBefore(at)).isPresent()) {
      remindersSent++;
    }
    return remindersSent > before;
  }

  /**
   * When the next reminder, the escalation of the stage, or the offer to remind the approvers is
   * due; empty if none is.
   */
  Optional<Instant> next(Instant requestedAt, ApprovalProgress progress) {
    return Stream.of(next(requestedAt), escalatesAt(requestedAt, progress), nudgeOffer(requestedAt))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private Optional<Instant> next(Instant requestedAt) {
    int ofStage = remindersSent - remindersBeforeStage;
    return ofStage < remindAfterSeconds.length
        ? Optional.of(
            requireNonNullElse(stageBeganAt, requestedAt).plusSeconds(remindAfterSeconds[ofStage]))
        : Optional.empty();
  }
}
