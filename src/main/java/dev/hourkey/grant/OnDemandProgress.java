package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was done to carry the last change of a membership to AWS.
 *
 * @param onDemandCalls how often provisioning on demand was requested
 * @param onDemandDueAt when to request it again; null while there is nothing to carry
 * @param onDemandConfirmed whether one of the answers said that AWS has the change
 * @param jobStartRequested whether a whole cycle of the SCIM job was requested
 */
@Embeddable
record OnDemandProgress(
    int onDemandCalls,
    @Nullable Instant onDemandDueAt,
    boolean onDemandConfirmed,
    boolean jobStartRequested) {
  /** There is nothing to carry. */
  static final OnDemandProgress NONE = new OnDemandProgress(0, null, false, false);

  /** Entra has just accepted a change. */
  static OnDemandProgress begun(Instant now) {
    return new OnDemandProgress(0, Propagation.onDemandAt(now, 0), false, false);
  }

  Propagation of(Instant since) {
    Instant due =
        onDemandDueAt == null ? Propagation.onDemandAt(since, onDemandCalls) : onDemandDueAt;
    return new Propagation(since, onDemandCalls, due, onDemandConfirmed, jobStartRequested);
  }

  /**
   * Provisioning on demand was requested; {@code confirmed} when it said that AWS has the change.
   */
  OnDemandProgress requested(boolean confirmed, Instant since, Instant now) {
    Instant earliest = now.plus(Propagation.ON_DEMAND_GAP);
    Instant due = Propagation.onDemandAt(since, onDemandCalls + 1);
    return new OnDemandProgress(
        onDemandCalls + 1,
        due.isBefore(earliest) ? earliest : due,
        onDemandConfirmed || confirmed,
        jobStartRequested);
  }

  /** The next request is due then; nothing changes while there is nothing to carry. */
  OnDemandProgress postponed(Instant when) {
    return onDemandDueAt == null ? this : dueAt(when);
  }

  /** There is nothing more to carry. */
  OnDemandProgress over() {
    return dueAt(null);
  }

  private OnDemandProgress dueAt(@Nullable Instant when) {
    return new OnDemandProgress(onDemandCalls, when, onDemandConfirmed, jobStartRequested);
  }

  OnDemandProgress withJobStart() {
    return new OnDemandProgress(onDemandCalls, onDemandDueAt, onDemandConfirmed, true);
  }
}
