package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Records the outcomes of attempts. Each record is one transaction and calls no directory. */
@ApplicationScoped
class AttemptRecorder {
  private static final Logger LOG = Logger.getLogger(AttemptRecorder.class);

  private final GrantRows grants;
  private final MembershipRows memberships;
  private final GraphWriteLimiter limiter;
  private final DirectAwsMembership direct;
  private final GrantTransitions transitions;
  private final Compensation compensation;
  private final Notifications notifications;
  private final AuditLog trail;
  private final Clock clock;

  AttemptRecorder(
      GrantRows grants,
      MembershipRows memberships,
      GraphWriteLimiter limiter,
      DirectAwsMembership direct,
      GrantTransitions transitions,
      Compensation compensation,
      Notifications notifications,
      AuditLog trail,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.limiter = limiter;
    this.direct = direct;
    this.transitions = transitions;
    this.compensation = compensation;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Records what an attempt saw and its outcome, unless the attempt is superseded because another
   * attempt began or somebody changed the grant meanwhile.
   *
   * @return when to check the grant again; empty if the grant has ended
   */
  @Transactional
  Optional<Reconciler.Next> record(Claim.Taken claim, GrantState.Observed found, Outcome outcome) {
    boolean outlivedItsLease = outlivedItsLease(claim);
    if (outlivedItsLease) {
      // Locks all grants in the order of their ids. Locking this grant first could deadlock.
      var _ = grants.lockedOn(claim.membershipKey(), claim.id());
    }
    Grant grant = grants.locked(claim.id());
    boolean latest = !claim.superseded(grant);
    if (outlivedItsLease || !latest) {
      Stream<Grant> open = grants.lockedOn(claim.membershipKey(), claim.id()).stream();
      compensation.after(
          claim, outcome, open.filter(one -> !latest || !one.id().equals(claim.id())).toList());
    }
    if (latest) {
      transitions.tellIfLate(grant); // First: a grant that has ended no longer counts as late.
      if (claim.state().needsCheck()) {
        transitions.observed(grant, found);
      }
      apply(grant, outdated(claim, outcome) ? new Outcome.CheckAgain(clock.instant()) : outcome);
      checkNoLaterThanEnd(grant);
      transitions.tellIfLate(grant); // Its end may have begun just now.
    }
    if (mayHoldLease(claim)) {
      memberships.locked(claim.membershipKey()).releaseLease(claim.id(), claim.attempt());
    }
    Instant next = latest ? grant.attempts().nextCheckAt() : clock.instant();
    return grant.open()
        ? Optional.of(new Reconciler.Next(requireNonNull(next), grant.queue()))
        : Optional.empty();
  }

  /**
   * Whether an attempt may have undone the changes of others: it was superseded, or its removal
   * outlived its lease. An add that begins after this check cannot have been undone.
   */
  boolean touchesOthers(Claim.Taken claim, Grant grant) {
    return claim.superseded(grant) || outlivedItsLease(claim);
  }

  private boolean outlivedItsLease(Claim.Taken claim) {
    return claim.removes()
        && !memberships.lastLeasedForRemovalTo(claim.membershipKey(), claim.id(), claim.attempt());
  }

  /** Whether an add outlived its lease, so that another grant's end may have undone it. */
  private boolean outdated(Claim.Taken claim, Outcome outcome) {
    return outcome.confirmsMembership()
        && !memberships.locked(claim.membershipKey()).lastLeasedTo(claim.id(), claim.attempt());
  }

  /** Checks a grant no later than at its end, because a failed add may have worked after all. */
  private static void checkNoLaterThanEnd(Grant grant) {
    Instant end = grant.term().end();
    if (grant.wanted() && requireNonNull(grant.attempts().nextCheckAt()).isAfter(end)) {
      grant.checkAgainAt(end);
    }
  }

  /** After a read-only step, only a direct write to AWS can have the lease. */
  private boolean mayHoldLease(Claim.Taken claim) {
    return (claim.state().needsCheck() && direct.allowed())
        || claim.step().filter(Step::writesToEntra).isPresent();
  }

  private void apply(Grant grant, Outcome outcome) {
    Instant now = clock.instant();
    grant.attempted(outcome instanceof Outcome.AddRefused);
    switch (outcome) {
      case Outcome.Became(GrantState state, Optional<String> detail) -> {
        detail.ifPresent(grant::explain);
        transitions.become(grant, state, "hourkey");
      }
      case Outcome.Added _ -> transitions.become(grant, new GrantState.Syncing(), "hourkey");
      case Outcome.AddRefused(EndReason cause, String why) -> addRefused(grant, cause, why);
      case Outcome.Removed(EndReason cause, Removed how) -> removed(grant, cause, how);
      case Outcome.Kept(EndReason cause, String why) -> {
        transitions.end(grant, cause);
        if (grant.detail().isEmpty()) {
          grant.explain(why);
        }
        transitions.become(grant, new GrantState.Ended(cause, now), "hourkey");
      }
      case Outcome.Standing _ -> {
        memberships.locked(grant.membershipKey()).notManaged();
        grant.explain("somebody else added the member");
        transitions.become(grant, new GrantState.Ended(EndReason.STANDING, now), "hourkey");
      }
      case Outcome.RemovedDirectly _ -> {
        grant.checkAgainAt(now.plus(Outcome.SOON));
        trail.record(new AuditEvent.MemberRemovedInAws(grant.id(), grant.holder(), grant.group()));
      }
      case Outcome.AddedDirectly _ -> {
        grant.checkAgainAt(now.plus(Outcome.SOON));
        trail.record(new AuditEvent.MemberRestoredInAws(grant.id(), grant.holder(), grant.group()));
      }
      case Outcome.JobStartRequested _ -> {
        grant.jobStartRequested();
        grant.checkAgainAt(now.plus(Outcome.SOON));
      }
      case Outcome.Warned _ -> {
        grant.warn(now);
        grant.checkAgainAt(now);
        notifications.tell(new Notification.GrantEnding(grant.id(), grant.extensions()));
      }
      case Outcome.CheckAgain(Instant at) -> grant.record(grant.attempts().succeeded(at));
      case Outcome.Failed(Step step, Optional<Duration> retryAfter, Optional<String> why) -> {
        grant.record(grant.attempts().withTrouble(why.orElse(null)));
        failed(grant, step, retryAfter);
      }
    }
  }

  private void addRefused(Grant grant, EndReason cause, String why) {
    Instant now = clock.instant();
    if (grant.addRefused(now)) {
      LOG.errorf("grant %s cannot begin: %s", grant.id(), why);
      grant.explain(why);
      transitions.become(grant, new GrantState.Revoking(cause), "hourkey");
    } else {
      retry(grant, grant.attempts().failures() + 1, Optional.empty(), now);
    }
  }

  private void removed(Grant grant, EndReason cause, Removed how) {
    Instant now = clock.instant();
    transitions.end(grant, cause);
    boolean news = how == Removed.REMOVED || grant.removedAt().isEmpty();
    Membership membership = memberships.locked(grant.membershipKey());
    if (how == Removed.REMOVED) {
      grant.memberRemoved();
    } else {
      grant.memberNotFound(how.restorable(), membership.restorable(), now);
    }
    boolean gone = membership.removed(now, how.restorable());
    if (how.restorable() && grant.proof().removalConfirmed()) {
      boolean noGroup = how == Removed.NO_SUCH_GROUP;
      grant.explain(
          noGroup ? EntraGroupMembers.noGroup(grant.group()) : EntraGroupMembers.NO_PERSON);
      if (noGroup) {
        LOG.errorf("grant %s: Entra no longer has group %s", grant.id(), grant.group());
        notifications.tell(new Notification.GroupGone(grant.id()));
      }
    }
    if (!gone) {
      grant.checkAgainAt(now); // An add took effect meanwhile, so the member is removed once more.
      return;
    }
    transitions.become(grant, new GrantState.Clearing(cause, now), "hourkey");
    if (grant.liveSince().isEmpty()) { // Without waiting for the proof, which takes a while.
      transitions.tellOver(grant, cause);
    }
    if (news) {
      trail.record(new AuditEvent.MemberRemoved(grant.id(), grant.holder(), grant.group()));
    }
  }

  private void failed(Grant grant, Step step, Optional<Duration> retryAfter) {
    Instant now = clock.instant();
    int failures = grant.attempts().failures() + 1; // Read first: beginning the end resets it.
    if (step instanceof Step.RemoveMember(EndReason cause)) {
      transitions.end(grant, cause);
    }
    retry(grant, failures, retryAfter, now);
    if (step instanceof Step.RemoveMember && retryAfter.isPresent()) {
      // Locked before the limiter's row, as everywhere.
      Membership _ = memberships.locked(grant.membershipKey());
      limiter.tooMany(now, Outcome.pause(1, retryAfter));
      waitForSlot(grant, now);
    }
  }

  private static void retry(Grant grant, int failures, Optional<Duration> retryAfter, Instant now) {
    grant.record(grant.attempts().failed(failures, Outcome.pause(failures, retryAfter), now));
  }

  /** A removal that has already had a slot does not queue again; it goes before the others. */
  private void waitForSlot(Grant grant, Instant now) {
    Attempts attempts = grant.attempts();
    Instant next = requireNonNull(attempts.nextCheckAt());
    if (attempts.writeSlot() == null) {
      Instant slot = limiter.reserve(now);
      next = slot.isAfter(next) ? slot : next;
    }
    grant.record(attempts.dueAt(next).withWriteSlot(next));
  }
}
