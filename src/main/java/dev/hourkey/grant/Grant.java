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
 * A person's time-bound access through a group. Its columns are private. {@link #state} returns its
 * state, only {@link #become} changes the state, and every other change has a method here.
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
    proof = proof.confirmed(true); // The grant has ended, so the membership was gone from Entra.
    if (overdueAlertedAt != null && !overdueAlertedAt.isBefore(now)) { // The clock was set back.
      overdueAlertedAt = now.minusMillis(1);
    }
    onDemand = Propagation.Progress.begun(now);
  }

  /** Records the result of a check of the directories. */
  void observed(Observed found, Instant now) {
    aws = aws.after(found.inAws(), now);
    boolean gone = state() instanceof GrantState.Clearing clearing && clearing.gone(found, now);
    proof = proof.afterCheck(gone, now);
  }

  /** Records that Entra refused the add; returns whether it has refused for long enough. */
  boolean addRefused(Instant now) {
    proof = proof.notFound(now);
    return proof.notFoundFor(GrantState.ADD_REPEATED_FOR, now);
  }

  /** Records an attempt. It ends earlier trouble and, unless refused, a series of refused adds. */
  void attempted(boolean addRefused) {
    attempts = attempts.withTrouble(null);
    proof = !addRefused && state() instanceof GrantState.Provisioning ? proof.found() : proof;
  }

  /** Records that Entra removed the member, so the person and the group exist. */
  void memberRemoved() {
    proof = proof.found().confirmed(true);
    detail().filter(why -> why.startsWith(EntraGroupMembers.GONE)).ifPresent(_ -> explain(null));
  }

  /**
   * Records that Entra did not find the member to remove. A lagging replica may not know a recent
   * add, the person or the group. The answer is believed once it has been the same for a minute. It
   * is believed at once if only the member was not found and the add is older than that.
   *
   * @param before whether the previous answer was also that there is no such person or group
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
            .isEmpty() // In this case, checks have shown its absence for minutes.
        && addedAt().filter(added -> !since.isBefore(added.plus(GrantState.READ_LAG))).isEmpty();
  }

  /** Records a call to provisioning on demand; {@code confirmed} if AWS has the change. */
  void provisioned(boolean confirmed, Instant now) {
    onDemand = onDemand.requested(confirmed, syncSince(), now);
    attempts = attempts.succeeded(now);
  }

  /** Records when provisioning on demand is to be requested again, and not before. */
  void postponeOnDemand(Instant when) {
    onDemand = onDemand.postponed(when);
  }

  /** Records that a cycle of the SCIM job was requested. */
  void jobStartRequested() {
    onDemand = onDemand.withJobStart();
  }

  /** Begins an attempt. Results that earlier attempts report from now on are not recorded. */
  void beginAttempt() {
    attempts = attempts.begin();
  }

  /** Records the state of the attempts at this grant. */
  void record(Attempts changed) {
    attempts = changed;
  }

  /** Records when to check the grant again. */
  void checkAgainAt(Instant when) {
    attempts = attempts.dueAt(when);
  }

  /** Whether the grant is active and its time is not over, so that its end can be moved. */
  public boolean extendable(Instant now) {
    return wanted() && term().endsAt().filter(now::isBefore).isPresent();
  }

  /** Moves the end, for an approved extension. The holder is warned again before the new end. */
  void extend(UUID approved, Duration whole) {
    endAt(term().end().plus(whole.minus(duration())));
    extended(approved, whole);
    warnedAt = null;
  }

  /** Records that the holder is warned that the end is near. */
  void warn(Instant now) {
    warnedAt = now;
  }

  /** Whether Entra has accepted the removal but AWS may still show the membership. */
  boolean clearing() {
    return phase() == Phase.CLEARING;
  }

  /** Records that the holder is told that the grant is late. */
  void alertSlow() {
    slowAlerted = true;
  }

  /** Records that operators are told that the end is overdue. */
  void alertOverdue(Instant now) {
    overdueAlertedAt = now;
  }

  boolean warned() {
    return warnedAt != null;
  }

  boolean slowAlerted() {
    return slowAlerted;
  }

  /** A late activation counts until the grant is active; a late end counts even after the end. */
  public Optional<LateStep> lateStep() {
    return overdueAlerted() || (overdueAlertedAt != null && !open())
        ? Optional.of(LateStep.END)
        : slowAlerted && Lateness.arriving(state())
            ? Optional.of(LateStep.ACTIVATION)
            : Optional.empty();
  }

  /** Whether operators were told that the end is overdue since the access last came back. */
  boolean overdueAlerted() {
    return overdueAlertedAt != null && returnedAt().filter(overdueAlertedAt::isBefore).isEmpty();
  }

  Attempts attempts() {
    return attempts;
  }

  RemovalProof proof() {
    return proof;
  }

  /** The progress of the last change, an add or a removal, on its way to AWS. */
  Propagation sync() {
    return onDemand.of(syncSince());
  }

  /** Whether there is a change that provisioning on demand may bring to AWS. */
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

  /** Whether the removal waits for its turn, because Entra is limiting writes. */
  public boolean waitsForItsTurn() {
    return attempts.writeSlot() != null;
  }
}
