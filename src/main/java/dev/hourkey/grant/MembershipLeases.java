package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.Step.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Records what an attempt does before and after a write to Entra or AWS. Each method is one
 * transaction and calls no directory.
 */
@ApplicationScoped
class MembershipLeases {
  private final GrantRows grants;
  private final MembershipRows memberships;
  private final GraphWriteLimiter limiter;
  private final GrantingPauses granting;
  private final Compensation compensation;
  private final AuditLog trail;
  private final Clock clock;

  MembershipLeases(
      GrantRows grants,
      MembershipRows memberships,
      GraphWriteLimiter limiter,
      GrantingPauses granting,
      Compensation compensation,
      AuditLog trail,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.limiter = limiter;
    this.granting = granting;
    this.compensation = compensation;
    this.trail = trail;
    this.clock = clock;
  }

  /** Whether an attempt may check the membership and add it. */
  sealed interface AddLease {
    /**
     * The attempt has the lease.
     *
     * @param managed whether the membership is already managed
     * @param removedLately whether Entra may still show a membership that Hourkey removed
     */
    record Held(boolean managed, boolean removedLately) implements AddLease {}

    record Wait(Instant until) implements AddLease {}
  }

  /** Whether operators have paused granting, so that nothing may be added. */
  @Transactional
  boolean paused() {
    return granting.current().isPresent();
  }

  /** Takes the lease for an add, if no other attempt has it and no removal has to go first. */
  @Transactional
  AddLease leaseForAdd(Claim.Taken claim) {
    Instant now = clock.instant();
    Instant turn = limiter.afterRemovals(now);
    if (turn.isAfter(now)) {
      return new AddLease.Wait(turn);
    }
    if (superseded(claim)) {
      return new AddLease.Wait(now);
    }
    Membership membership = memberships.locked(claim.membershipKey());
    return membership.lease(claim.id(), claim.attempt(), now)
        ? new AddLease.Held(membership.managed(), membership.removedLately(now))
        : new AddLease.Wait(now.plus(Outcome.SOON));
  }

  /**
   * Records that the add is about to be sent; returns false if it must not be sent, because the
   * attempt is superseded or granting was paused meanwhile.
   */
  @Transactional
  boolean beginAdd(Claim.Taken claim) {
    return !paused()
        && !superseded(claim)
        && memberships
            .locked(claim.membershipKey())
            .beginAdd(claim.id(), claim.attempt(), clock.instant());
  }

  /**
   * Records the result of the add, or that the answer was lost. Called first, because a superseded
   * attempt may have added the member too, and Hourkey has to remove a member that was added late.
   *
   * @param wasManaged whether the membership was managed before
   * @param retryAfter how long Entra asks Hourkey to wait, if there were too many writes
   */
  @Transactional
  void addAnswered(
      Claim.Taken claim,
      boolean wasManaged,
      Optional<EntraGroupMembers.Added> answer,
      Optional<Duration> retryAfter) {
    Instant now = clock.instant();
    List<Grant> open = grants.lockedOn(claim.membershipKey(), claim.id());
    boolean late = superseded(claim);
    Membership membership = memberships.locked(claim.membershipKey());
    membership.addAnswered();
    boolean added = answer.filter(EntraGroupMembers.Added.ADDED::equals).isPresent();
    boolean upToDate = !late && membership.lastLeasedTo(claim.id(), claim.attempt());
    if (answer.isPresent() && !added && !wasManaged && (upToDate || open.isEmpty())) {
      membership.notManaged(); // The membership is a standing one, or never existed.
    }
    if (late && answer.isEmpty()) {
      membership.addMayLand(now);
    }
    if (added && !membership.managed()) { // A restore of the database lost the earlier record.
      membership.addedLate(now);
    }
    if (late && added) {
      membership.addedLate(now);
      trail.record(new AuditEvent.MemberAddedLate(claim.id(), claim.holder(), claim.group()));
    }
    if (late) {
      open.forEach(compensation::removeAgain);
    }
    retryAfter.ifPresent(_ -> limiter.tooMany(now, Outcome.pause(1, retryAfter)));
  }

  /**
   * Takes the lease for a removal in AWS directly, unless another attempt has it or another grant
   * needs the member. The removal is recorded before it is done, because Entra may believe
   * afterwards that AWS still has the membership.
   */
  @Transactional
  boolean leaseForDirectRemoval(Claim.Taken claim) {
    if (!leaseForDirectWrite(claim)) {
      return false;
    }
    if (grants.neededByOtherGrant(grants.locked(claim.id()))) {
      memberships.locked(claim.membershipKey()).releaseLease(claim.id(), claim.attempt());
      return false;
    }
    memberships.locked(claim.membershipKey()).removedDirectly(clock.instant());
    return true;
  }

  /**
   * Takes the lease for a direct add in AWS. Until the attempt gives it up, nothing is removed from
   * Entra.
   */
  @Transactional
  boolean leaseForDirectAdd(Claim.Taken claim) {
    return !paused() && leaseForDirectWrite(claim);
  }

  private boolean leaseForDirectWrite(Claim.Taken claim) {
    return !superseded(claim)
        && memberships
            .locked(claim.membershipKey())
            .leaseForDirectWrite(claim.id(), claim.attempt(), clock.instant());
  }

  private boolean superseded(Claim.Taken claim) {
    return claim.superseded(grants.locked(claim.id()));
  }
}
