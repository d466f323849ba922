package dev.hourkey.grant;

import dev.hourkey.grant.GroupMembership.Removed;
import dev.hourkey.grant.MembershipService.Orphan;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Memberships that are ours while no grant is about them any more: an add that landed after its
 * grant had ended, a group or a person that was deleted and may be restored. They are removed
 * whenever they are there.
 */
@ApplicationScoped
public class OrphanedMemberships {
  private static final Logger LOG = Logger.getLogger(OrphanedMemberships.class);

  private final MembershipService memberships;
  private final GroupMembership directory;
  private final ScimJobMonitor scimJob;
  private final Clock clock;

  OrphanedMemberships(
      MembershipService memberships,
      GroupMembership directory,
      ScimJobMonitor scimJob,
      Clock clock) {
    this.memberships = memberships;
    this.directory = directory;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** Looks after those that are due. */
  public void sweep() {
    memberships.orphaned().forEach(this::lookAfter);
  }

  private void lookAfter(MembershipKey membershipKey) {
    UUID attempt = UUID.randomUUID();
    memberships.lease(membershipKey, attempt).ifPresent(orphan -> lookAfter(orphan, attempt));
  }

  private void lookAfter(Orphan orphan, UUID attempt) {
    try {
      Removed found = directory.remove(orphan.group(), orphan.person());
      memberships.lookedAfter(orphan, attempt, found);
      if (found == Removed.REMOVED) {
        LOG.warnf(
            "removed orphaned membership of %s in %s", orphan.person(), orphan.group().name());
        boolean _ = scimJob.startOnce(clock.instant()); // If not now, the next cycle carries it.
      }
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s; looked after again", failure.sentence());
      memberships.lookAfterLater(orphan.membershipKey(), attempt);
    }
  }
}
