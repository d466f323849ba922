package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.Reconciler.Next;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.LastFinishedCycle;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Begins attempts at grants. Each method is one transaction and calls no directory. */
@ApplicationScoped
class GrantClaims {
  private final GrantRows grants;
  private final MembershipRows memberships;
  private final GraphWriteLimiter limiter;
  private final DirectAwsMembership direct;
  private final GrantTransitions transitions;
  private final ScimJobService scimJob;
  private final Clock clock;

  GrantClaims(
      GrantRows grants,
      MembershipRows memberships,
      GraphWriteLimiter limiter,
      DirectAwsMembership direct,
      GrantTransitions transitions,
      ScimJobService scimJob,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.limiter = limiter;
    this.direct = direct;
    this.transitions = transitions;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** The result of beginning an attempt at a grant. */
  sealed interface Claim {
    /** The grant has ended, or there is none. */
    record Over() implements Claim {}

    /** There is nothing to do now. */
    record PutOff(Next next) implements Claim {}

    /**
     * A grant as it was when the attempt began.
     *
     * @param approval the request whose approval covers it
     * @param attempt the fence: an outcome is recorded only if its attempt is still the latest
     * @param known everything that is known about the grant without a check of the directories
     * @param step what to do, if that is known without a check; a removal already has the lease
     * @param managed whether the membership was managed at that moment
     */
    record Taken(
        UUID id,
        UUID request,
        UUID approval,
        int attempt,
        GrantState state,
        PersonId holder,
        Optional<String> awsUserId,
        EntraGroup group,
        GrantPeriod term,
        Propagation sync,
        Observed known,
        Optional<Step> step,
        boolean managed)
        implements Claim {
      static Taken of(Grant grant, Observed known, Optional<Step> step, boolean managed) {
        return new Taken(
            grant.id(),
            grant.request(),
            grant.approval(),
            grant.attempts().attempt(),
            grant.state(),
            grant.holder(),
            grant.awsUserId(),
            grant.group(),
            grant.term(),
            grant.sync(),
            known,
            step,
            managed);
      }

      MembershipKey membershipKey() {
        return new MembershipKey(group.id(), holder.value());
      }

      /**
       * Whether another attempt has begun. If so, this attempt's changes are compensated for every
       * grant of the membership.
       */
      boolean superseded(Grant now) {
        return now.attempts().attempt() != attempt;
      }

      /** Whether the attempt has to remove the member from the Entra group. */
      boolean removes() {
        return step.filter(Step.RemoveMember.class::isInstance).isPresent();
      }

      /** When to check again, not before {@code earliest}. */
      Instant nextCheck(Instant now, Instant earliest) {
        Instant check = sync.nextCheck(now);
        return earliest.isAfter(check) ? earliest : check;
      }
    }
  }

  /**
   * Begins an attempt by a worker of this queue. Leaves a grant that is in another queue to that
   * queue's workers, because one of two concurrent removals would get "not found".
   */
  @Transactional
  Claim claim(UUID id, GrantQueue queue) {
    return grants
        .lock(id)
        .filter(grant -> grant.open() && grant.queue() != queue)
        .<Claim>map(
            grant -> new Claim.PutOff(next(grant, requireNonNull(grant.attempts().nextCheckAt()))))
        .orElseGet(() -> claim(id));
  }

  /** Begins an attempt. Results that earlier attempts still report are not recorded. */
  @Transactional
  Claim claim(UUID id) {
    return grants.lock(id).filter(Grant::open).map(this::claim).orElseGet(Claim.Over::new);
  }

  private Claim claim(Grant grant) {
    grant.beginAttempt();
    Instant now = clock.instant();
    if (grant.state().needsCheck()) {
      Optional<Membership> membership = memberships.of(grant.membershipKey());
      return Claim.Taken.of(
          grant,
          known(
              grant,
              direct(membership, now),
              grants.neededByOtherGrant(grant),
              cycle(grant.state(), now),
              now),
          Optional.empty(),
          membership.map(Membership::managed).orElse(false));
    }
    Observed known = known(grant, DirectWrites.NOTHING, false, new LastFinishedCycle.None(), now);
    Step step = grant.state().next(known, grant.term(), grant.sync(), now);
    return step instanceof Step.RemoveMember(EndReason cause)
        ? claimRemoval(grant, cause, now)
        : Claim.Taken.of(grant, known, Optional.of(step), false);
  }

  private Claim claimRemoval(Grant grant, EndReason cause, Instant now) {
    Membership membership = memberships.locked(grant.membershipKey());
    // Counted under the lock of the membership, so that no add slips in between.
    boolean neededByOtherGrant = grants.neededByOtherGrant(grant);
    if (membership.managed() && !neededByOtherGrant) {
      Instant reserved = grant.attempts().writeSlot();
      Instant slot = reserved != null ? reserved : limiter.reserve(now);
      if (slot.isAfter(now)) {
        grant.record(grant.attempts().withWriteSlot(slot));
        return waitUntilResumed(grant, cause, slot);
      }
    }
    if (!membership.leaseForRemoval(grant.id(), grant.attempts().attempt(), now)) {
      Instant soon = now.plus(Outcome.SOON);
      return membership.managed() ? waitUntilResumed(grant, cause, soon) : putOff(grant, soon);
    }
    return Claim.Taken.of(
        grant,
        known(grant, DirectWrites.NOTHING, neededByOtherGrant, new LastFinishedCycle.None(), now),
        Optional.of(new Step.RemoveMember(cause)),
        membership.managed());
  }

  private Claim waitUntilResumed(Grant grant, EndReason cause, Instant until) {
    transitions.end(grant, cause);
    Claim putOff = putOff(grant, until);
    transitions.tellIfLate(grant);
    return putOff;
  }

  private static Claim putOff(Grant grant, Instant until) {
    grant.checkAgainAt(until);
    return new Claim.PutOff(next(grant, until));
  }

  private static Next next(Grant grant, Instant at) {
    return new Next(at, grant.queue());
  }

  private static Observed known(
      Grant grant,
      DirectWrites direct,
      boolean neededByOtherGrant,
      LastFinishedCycle cycle,
      Instant now) {
    return new Observed(
        Presence.UNKNOWN,
        AwsObservation.NOTHING,
        neededByOtherGrant,
        grant.warned(),
        grant.liveSince().isPresent(),
        direct,
        grant.proof().proofFrom(now),
        grant.proof().repeatRemovalAt(),
        cycle,
        grant.returnedAt().isPresent());
  }

  /**
   * The last cycle that the job was seen to finish. It is read only when it matters, because a
   * cycle may undo any removal within a cycle's usual length.
   */
  private LastFinishedCycle cycle(GrantState state, Instant now) {
    return state instanceof GrantState.Clearing(_, Instant removedAt)
            && !removedAt.plus(ScimProvisioner.CYCLE).isAfter(now)
        ? scimJob.cycle()
        : new LastFinishedCycle.None();
  }

  private DirectWrites direct(Optional<Membership> membership, Instant now) {
    if (!direct.allowed()) {
      return DirectWrites.NOTHING;
    }
    return membership.filter(one -> one.removedInAwsOnly(now)).isPresent()
        ? DirectWrites.REMOVE_AND_REPAIR
        : DirectWrites.REMOVE;
  }
}
