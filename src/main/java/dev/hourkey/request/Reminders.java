package dev.hourkey.request;

import static java.util.Objects.requireNonNullElse;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the approvers of a request are reminded: counted anew for each stage. */
@Embeddable
class Reminders {
  private long[] remindAfterSeconds = {};
  private int remindersSent;
  private int remindersBeforeStage;
  @Column private @Nullable Instant stageBeganAt;

  protected Reminders() {}

  Reminders(List<Duration> after) {
    remindAfterSeconds = after.stream().mapToLong(Duration::toSeconds).toArray();
  }

  /** How many were sent, over all stages. */
  int sent() {
    return remindersSent;
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

  /** When the next one is due, if there is one. */
  Optional<Instant> next(Instant requestedAt) {
    int ofStage = remindersSent - remindersBeforeStage;
    return ofStage < remindAfterSeconds.length
        ? Optional.of(
            requireNonNullElse(stageBeganAt, requestedAt).plusSeconds(remindAfterSeconds[ofStage]))
        : Optional.empty();
  }
}
