package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ReviewSchedule;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The review of a break-glass request: still to be done, or its outcome. */
@Entity
public class BreakGlassReview {
  @Id private UUID request = new UUID(0, 0);
  private Instant begunAt = Instant.EPOCH;
  private Instant dueAt = Instant.EPOCH;
  @Column private @Nullable Instant nextWakeAt;
  private int remindersSent;
  private boolean late;
  private boolean impossible;
  private @Nullable Boolean justified;
  private @Nullable String comment;
  private @Nullable String reviewer;
  private @Nullable Instant reviewedAt;

  protected BreakGlassReview() {}

  /** A new review is processed at once, to find out whether anybody can do it. */
  BreakGlassReview(UUID request, Duration within, Instant now) {
    this.request = request;
    this.begunAt = now;
    this.dueAt = now.plus(within);
    this.nextWakeAt = now;
  }

  /** How the review ended. */
  public record Outcome(boolean justified, String comment, PersonId reviewer, Instant at) {}

  public UUID request() {
    return request;
  }

  public Instant begunAt() {
    return begunAt;
  }

  public Instant dueAt() {
    return dueAt;
  }

  /** Whether it was not done in time. */
  public boolean late() {
    return late;
  }

  /** Whether nobody could review it at the last check. */
  public boolean hasNoReviewer() {
    return impossible;
  }

  /** Empty while nobody has done the review. */
  public Optional<Outcome> outcome() {
    return reviewedAt == null
        ? Optional.empty()
        : Optional.of(
            new Outcome(
                requireNonNull(justified),
                requireNonNull(comment),
                new PersonId(requireNonNull(reviewer)),
                reviewedAt));
  }

  boolean due(Instant now) {
    return nextWakeAt != null && !now.isBefore(nextWakeAt);
  }

  int remindersSent() {
    return remindersSent;
  }

  /**
   * Counts one reminder if any are due, and schedules the next; false if none is due, as when the
   * review is processed for the first time.
   */
  boolean takeReminder(Instant now) {
    ReviewSchedule schedule = new ReviewSchedule(begunAt, dueAt);
    boolean due = !now.isBefore(schedule.after(begunAt));
    nextWakeAt = schedule.after(now);
    if (due) {
      remindersSent++;
    }
    return due;
  }

  /** Notes that it is late; false if it is not late, or was noted as late before. */
  boolean markLate(Instant now) {
    if (late || !new ReviewSchedule(begunAt, dueAt).late(now)) {
      return false;
    }
    late = true;
    return true;
  }

  /** Notes whether nobody can review it; false if that has not changed. */
  boolean markImpossible(boolean nobodyCan) {
    boolean changes = impossible != nobodyCan;
    impossible = nobodyCan;
    return changes;
  }

  void end(Outcome outcome, boolean tooLate) {
    nextWakeAt = null;
    late = tooLate;
    impossible = false;
    justified = outcome.justified();
    comment = outcome.comment();
    reviewer = outcome.reviewer().value();
    reviewedAt = outcome.at();
  }

  /** Whether a review at this time is late. */
  boolean lateAt(Instant now) {
    return late || new ReviewSchedule(begunAt, dueAt).late(now);
  }
}
