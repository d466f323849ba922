package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Ends approved grants after a restore whose member, according to Hourkey's records, was not added.
 */
@ApplicationScoped
public class UnaddedGrants {
  private final Grants grants;
  private final Memberships memberships;
  private final GrantTransitions transitions;
  private final GrantWorkers workers;

  UnaddedGrants(
      Grants grants, Memberships memberships, GrantTransitions transitions, GrantWorkers workers) {
    this.grants = grants;
    this.memberships = memberships;
    this.transitions = transitions;
    this.workers = workers;
  }

  /**
   * Ends all these grants, because the member may have been added and removed since the backup.
   * People who still need the access request it again. Also forgets direct removals in AWS, so that
   * Hourkey undoes none of them. Part of the caller's transaction.
   *
   * @return how many grants were ended
   */
  public int end() {
    memberships.forgetDirectRemovals();
    List<UUID> found = grants.idsWithoutAddedMember();
    found.forEach(this::end);
    return found.size();
  }

  private void end(UUID id) {
    Grant grant = grants.locked(id);
    boolean unadded =
        switch (grant.state()) {
          case GrantState.Scheduled _, GrantState.Provisioning _ -> true;
          case GrantState.Syncing _,
              GrantState.Live _,
              GrantState.Revoking _,
              GrantState.Clearing _,
              GrantState.Ended _ ->
              false;
        };
    if (unadded) {
      grant.beginAttempt(); // An attempt that is under way must no longer add the member.
      grant.explain("Hourkey's database may have been restored and be older than this grant");
      transitions.become(
          grant, new GrantState.Revoking(EndReason.NO_LONGER_APPROVED), "hourkey after a restore");
      workers.wake(GrantQueue.ENDING);
    }
  }
}
