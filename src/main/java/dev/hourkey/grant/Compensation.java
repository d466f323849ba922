package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.Step.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Repeats changes that a late write has undone. A late write is a write by a superseded attempt, or
 * a removal that outlived its lease. Every method runs in its caller's transaction.
 */
@ApplicationScoped
class Compensation {
  private final GrantTransitions transitions;
  private final GrantWorkers workers;
  private final AuditLog trail;

  Compensation(GrantTransitions transitions, GrantWorkers workers, AuditLog trail) {
    this.transitions = transitions;
    this.workers = workers;
    this.trail = trail;
  }

  /**
   * Adds the member again for each open grant that needs it, if the late attempt removed the member
   * or may have removed it. Records what the attempt changed in AWS directly.
   *
   * @param open the membership's other open grants, and the attempt's own grant if a later attempt
   *     has taken it over
   */
  void after(Claim.Taken claim, Outcome outcome, List<Grant> open) {
    switch (outcome) {
      case Outcome.Removed(_, Removed how) when how == Removed.REMOVED -> {
        trail.record(new AuditEvent.MemberRemovedLate(claim.id(), claim.holder(), claim.group()));
        open.forEach(this::addAgain);
      }
      case Outcome.Failed(Step.RemoveMember _, _, _) -> open.forEach(this::addAgain);
      case Outcome.RemovedDirectly _ ->
          trail.record(
              new AuditEvent.MemberRemovedInAws(claim.id(), claim.holder(), claim.group()));
      case Outcome.AddedDirectly _ ->
          trail.record(
              new AuditEvent.MemberRestoredInAws(claim.id(), claim.holder(), claim.group()));
      default -> {}
    }
  }

  /** After a late add, removes the member of a grant again if it had been removed. */
  void removeAgain(Grant grant) {
    if (grant.state() instanceof GrantState.Clearing(EndReason cause, _)) {
      become(grant, new GrantState.Revoking(cause), GrantQueue.ENDING);
    }
  }

  /**
   * After a late removal, adds the member again for a grant that needs it, even if the grant's own
   * add is still under way, because the removal may have followed it. The grant keeps its end time.
   * If that has passed, the grant ends at once.
   */
  void addAgain(Grant grant) {
    if (grant.wanted()) {
      become(grant, new GrantState.Provisioning(), GrantQueue.PROVISIONING);
    }
  }

  private void become(Grant grant, GrantState state, GrantQueue queue) {
    grant.beginAttempt();
    transitions.become(grant, state, "hourkey");
    workers.wake(queue);
  }
}
