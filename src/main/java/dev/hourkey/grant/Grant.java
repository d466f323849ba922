package dev.hourkey.grant;

import dev.hourkey.grant.GrantState.Observed;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's time-bound access through a group. Its columns are private: {@link #state} tells its
 * state, {@link #become} is the only way to another one, and every other change has a method here.
 */
@Entity
@Table(name = "access_grant")
public class Grant extends GrantLifecycle {
  @Embedded private AwsObservation.History aws = AwsObservation.History.none(Instant.EPOCH);
  @Embedded private Propagation.Progress onDemand = Propagation.Progress.NONE;
  @Embedded private RemovalProof proof = RemovalProof.NONE;
  @Embedded private Attempts attempts = Attempts.none(Instant.EPOCH);
  private @Nullable Instant warnedAt;
  private boolean slowAlerted;
  private @Nullable Instant overdueAlertedAt;

  protected Grant() {}

  Grant(GrantSpec spec, Instant now) {
    super(spec, now);
    aws = AwsObservation.History.none(now);
    attempts = Attempts.none(begin());
  }

  @Override
  void become(GrantState state, Instant now) {
    boolean again = clearing();
    super.become(state, now);
    switch (state) {
      case GrantState.Scheduled _ -> {}
      case GrantState.Provisioning _ -> proof = proof.restart().found();
      case GrantState.Syncing _ -> {
        proof = RemovalProof.NONE;
        onDemand = Propagation.Progress.begun(now);
      }
      case GrantState.Live _ -> {
        proof = proof.restart();
        onDemand = onDemand.over();
      }
      case GrantState.Revoking _ -> {
        proof = again ? proof.restart() : proof.restart().found();
        onDemand = onDemand.over();
      }
      case GrantState.Clearing(_, Instant removed) -> {
        proof = proof.restart();
        onDemand = Propagation.Progress.begun(removed);
        attempts = attempts.withWriteSlot(null);
      }
      case GrantState.Ended _ -> onDemand = onDemand.over();
    }
    attempts = attempts.succeeded(open() ? now : null);
  }

  @Override
  void returned(Instant now) {
    super.returned(now);
    proof = proof.confirmed(true); // It has ended, so it was gone from Entra.
    if (overdueAlertedAt != null && !overdueAlertedAt.isBefore(now)) { // The clock was set back.
      overdueAlertedAt = now.minusMillis(1);
    }
    onDemand = Propagation.Progress.begun(now);
  }

  /** Notes what a check of the directories showed. */
  void observed(Observed found, Instant now) {
    aws = aws.after(found.inAws(), now);
    boolean gone = state() instanceof GrantState.Clearing clearing && clearing.gone(found, now);
    proof = proof.afterCheck(gone, now);
  }

  /** Notes that Entra refused the add; true once it has done so long enough to be believed. */
  boolean addRefused(Instant now) {
    proof = proof.notFound(now);
    return proof.notFoundFor(GrantState.ADD_REPEATED_FOR, now);
  }

  /** Notes an attempt: it ends earlier trouble and, unless refused, a series of refused adds. */
  void attempted(boolean addRefused) {
    attempts = attempts.withTrouble(null);
    proof = !addRefused && state() instanceof GrantState.Provisioning ? proof.found() : proof;
  }

  /** Notes that Entra removed the member, so the person and the group exist. */
  void memberRemoved() {
    proof = proof.found().confirmed(true);
    detail().filter(why -> why.startsWith(EntraGroupMembers.GONE)).ifPresent(_ -> explain(null));
  }

  /**
   * Notes that Entra did not find the member it was asked to remove. A replica that lags may not
   * know a recent add, or the person or the group. The answer is believed when it has been the same
   * for a minute, and at once if only the member was not found and the add is older.
   *
   * @param before whether the previous answer already was that there is no such person or group
   */
  void memberNotFound(boolean noPersonOrGroup, boolean before, Instant now) {
    proof = (noPersonOrGroup && !before ? proof.found() : proof).notFound(now);
    boolean repeated = proof.notFoundFor(GrantState.REMOVAL_REPEATED_AFTER, now);
    proof = proof.confirmed(repeated || !(noPersonOrGroup || neverFound()));
  }

  /** Whether Entra never confirmed the removal, but only answered that it found no such member. */
  boolean neverFound() {
    Instant since = proof.notFoundSince();
    return since != null
        && cause()
            .filter(EndReason.REMOVED_ELSEWHERE::equals)
            .isEmpty() // Then its absence was seen for minutes.
        && addedAt().filter(added -> !since.isBefore(added.plus(GrantState.READ_LAG))).isEmpty();
  }

  /** Notes a call to provisioning on demand; {@code confirmed} if it said that AWS has it. */
  void provisioned(boolean confirmed, Instant now) {
    onDemand = onDemand.requested(confirmed, syncSince(), now);
    attempts = attempts.succeeded(now);
  }

  /** Notes that provisioning on demand is to be requested again then, and not before. */
  void postponeOnDemand(Instant when) {
    onDemand = onDemand.postponed(when);
  }

  /** Notes that a cycle of the SCIM job was requested. */
  void jobStartRequested() {
    onDemand = onDemand.withJobStart();
  }

  /** Begins an attempt; what an earlier one reports from now on is not recorded. */
  void beginAttempt() {
    attempts = attempts.begin();
  }

  /** Records the state of the attempts at it. */
  void record(Attempts changed) {
    attempts = changed;
  }

  /** Notes when to check it again. */
  void checkAgainAt(Instant when) {
    attempts = attempts.dueAt(when);
  }

  /** Whether it has become active and its time is not over, so that its end can be moved. */
  public boolean extendable(Instant now) {
    return wanted() && term().endsAt().filter(now::isBefore).isPresent();
  }

  /** Moves its end to that of an approved extension. The holder is warned again before it. */
  void extend(UUID approved, Duration whole) {
    endAt(term().end().plus(whole.minus(duration())));
    extended(approved, whole);
    warnedAt = null;
  }

  /** Notes that the holder is warned that the end is near. */
  void warn(Instant now) {
    warnedAt = now;
  }

  /** Whether Entra has accepted the removal, and AWS may still show the membership. */
  boolean clearing() {
    return phase() == Phase.CLEARING;
  }

  /** Notes that the holder is told that the grant is late. */
  void alertSlow() {
    slowAlerted = true;
  }

  /** Notes that operators are told that the end is overdue. */
  void alertOverdue(Instant now) {
    overdueAlertedAt = now;
  }

  boolean warned() {
    return warnedAt != null;
  }

  boolean slowAlerted() {
    return slowAlerted;
  }

  /** A late activation counts until the grant is active; a late end counts even after it. */
  public Optional<LateStep> lateStep() {
    return overdueAlerted() || (overdueAlertedAt != null && !open())
        ? Optional.of(LateStep.END)
        : slowAlerted && Lateness.arriving(state())
            ? Optional.of(LateStep.ACTIVATION)
            : Optional.empty();
  }

  /** Whether operators were told that the end is overdue, since the access last came back. */
  boolean overdueAlerted() {
    return overdueAlertedAt != null && returnedAt().filter(overdueAlertedAt::isBefore).isEmpty();
  }

  Attempts attempts() {
    return attempts;
  }

  RemovalProof proof() {
    return proof;
  }

  /** How far the last change, an add or a removal, has come on its way to AWS. */
  Propagation sync() {
    return onDemand.of(syncSince());
  }

  /** Whether there is a change that provisioning on demand may carry to AWS. */
  boolean onDemandPending() {
    return onDemand.onDemandDueAt() != null;
  }

  /** The user in the Identity Store that the last successful check found, if there was one. */
  public Optional<String> awsUserId() {
    return Optional.ofNullable(aws.awsUserId());
  }

  /** What the last check of AWS showed. */
  public AwsPresence awsPresence() {
    return aws.awsPresence();
  }

  /** Since when every check of AWS has shown {@link #awsPresence}, or else since the opening. */
  public Instant awsPresenceSince() {
    return aws.awsPresenceSince();
  }

  /** The vendor's answer to the last attempt, if it failed. */
  public Optional<String> trouble() {
    return Optional.ofNullable(attempts.trouble());
  }

  /** Whether its removal waits for its turn, because Entra is limiting writes. */
  public boolean waitsForItsTurn() {
    return attempts.writeSlot() != null;
  }
}
