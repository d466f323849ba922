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
 * Since when a request waits for an approval, and when its approvers are reminded: counted anew for
 * each stage.
 */
@Embeddable
class Reminders {
  private long[] remindAfterSeconds = {};
  private int remindersSent;
  private int remindersBeforeStage;
  @Column private @Nullable Instant stageBeganAt;
  @Column private @Nullable Instant lastApprovedAt;

  protected Reminders() {}

  Reminders(List<Duration> after) {
    remindAfterSeconds = after.stream().mapToLong(Duration::toSeconds).toArray();
  }

  void approved(Instant now) {
    lastApprovedAt = now;
  }

  /** When the current stage is escalated, if it is then still silent. */
  Optional<Instant> escalatesAt(Instant requestedAt, ApprovalProgress progress) {
    return progress.escalatesAt(requireNonNullElse(lastApprovedAt, requestedAt));
  }

  /** Another stage than the first begins. */
  void beginStage(Instant now) {
    stageBeganAt = now;
    remindersBeforeStage = remindersSent;
  }

  /** Takes those that are due, as one; false if there are none. */
  boolean takeDue(Instant requestedAt, Instant now) {
    int before = remindersSent;
    while (next(requestedAt).filter(at -> !now.isBefore(at)).isPresent()) {
      remindersSent++;
    }
    return remindersSent > before;
  }

  /** When the next one, or the escalation of the stage, is due; empty if there is none. */
  Optional<Instant> next(Instant requestedAt, ApprovalProgress progress) {
    return Stream.concat(next(requestedAt).stream(), escalatesAt(requestedAt, progress).stream())
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
