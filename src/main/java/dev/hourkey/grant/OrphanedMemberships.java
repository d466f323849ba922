package dev.hourkey.grant;

import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.grant.MembershipService.Orphan;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Removes orphaned memberships: managed ones without an open grant. They come from an add that took
 * effect after its grant had ended, or from a group or person that was deleted and restored.
 */
@ApplicationScoped
public class OrphanedMemberships {
  private static final Logger LOG = Logger.getLogger(OrphanedMemberships.class);

  private final MembershipService memberships;
  private final EntraGroupMembers directory;
  private final ScimJobMonitor scimJob;
  private final Clock clock;

  OrphanedMemberships(
      MembershipService memberships,
      EntraGroupMembers directory,
      ScimJobMonitor scimJob,
      Clock clock) {
    this.memberships = memberships;
    this.directory = directory;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** Checks the memberships that are due, and removes those that are orphaned. */
  public void sweep() {
    memberships.orphaned().forEach(this::check);
  }

  /** Checks one membership. A failure does not delay the others; the membership stays due. */
  private void check(MembershipKey membershipKey) {
    UUID attempt = UUID.randomUUID();
    try {
      memberships.lease(membershipKey, attempt).ifPresent(orphan -> check(orphan, attempt));
    } catch (RuntimeException e) {
      LOG.errorf(e, "membership %s could not be checked; retrying", membershipKey);
    }
  }

  private void check(Orphan orphan, UUID attempt) {
    try {
      Removed found = directory.remove(orphan.group(), orphan.person());
      memberships.checked(orphan, attempt, found);
      if (found == Removed.REMOVED) {
        LOG.warnf(
            "removed orphaned membership of %s in %s", orphan.person(), orphan.group().name());
        scimJob.startIfPossible(clock.instant());
      }
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s; retrying", failure.sentence());
      memberships.checkLater(orphan.membershipKey(), attempt);
    }
  }
}
