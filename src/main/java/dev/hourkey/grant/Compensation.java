package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Repeats what the late write of a superseded attempt has undone. Every method is part of its
 * caller's transaction.
 */
@ApplicationScoped
class Compensation {
  private final GrantTransitions transitions;
  private final GrantWorkers workers;

  Compensation(GrantTransitions transitions, GrantWorkers workers) {
    this.transitions = transitions;
    this.workers = workers;
  }

  /** After a late add: a grant whose member was removed has it removed again. */
  void removeAgain(Grant grant) {
    if (grant.state() instanceof GrantState.Clearing(EndReason cause, _)) {
      become(grant, new GrantState.Revoking(cause), Stage.ENDING);
    }
  }

  /**
   * After a late removal: a grant that needs the member has it added again. The grant keeps its
   * end; if that has passed, the grant ends at once.
   */
  void addAgain(Grant grant) {
    if (grant.wanted() && grant.addedAt().isPresent()) {
      become(grant, new GrantState.Provisioning(), Stage.PROVISIONING);
    }
  }

  private void become(Grant grant, GrantState state, Stage stage) {
    grant.beginAttempt();
    transitions.become(grant, state, "hourkey");
    workers.wake(stage);
  }
}
