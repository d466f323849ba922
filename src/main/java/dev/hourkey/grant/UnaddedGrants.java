package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** After a restore: grants that were approved and whose member was not added, says the record. */
@ApplicationScoped
class UnaddedGrants {
  private final Grants grants;
  private final Memberships memberships;
  private final Transitions transitions;
  private final GrantAlarm alarm;
  private final Clock clock;

  UnaddedGrants(
      Grants grants,
      Memberships memberships,
      Transitions transitions,
      GrantAlarm alarm,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.transitions = transitions;
    this.alarm = alarm;
    this.clock = clock;
  }

  /**
   * Ends them all, because each may have been added and ended since; whoever still needs the access
   * requests it again. Nor is anything put back into AWS that was taken out there before. Part of
   * the caller's transaction.
   *
   * @return how many there were
   */
  int end() {
    memberships.forgetDirectRemovals();
    List<UUID> found = grants.idsOfUnadded();
    found.forEach(this::end);
    return found.size();
  }

  private void end(UUID id) {
    Grant grant = grants.locked(id);
    if (grant.state() instanceof GrantState.Provisioning) {
      grant.attempt++; // An attempt that is under way may not add any more.
      grant.detail = "Hourkey's database was restored and may be older than this grant";
      transitions.become(
          grant, new GrantState.Revoking(Cause.NO_LONGER_APPROVED), "hourkey after a restore");
      alarm.ring(id, Stage.ENDING, clock.instant());
    }
  }
}
