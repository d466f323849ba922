package dev.hourkey.drift;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.DirectAwsMembership;
import dev.hourkey.grant.EntraGroupMembers;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.MembershipService;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Removes unapproved members, where the policy file says so. Members who were in their group when
 * it was first compared stay. If an empty database has replaced a full one, they may have grants
 * that Hourkey no longer knows.
 */
@ApplicationScoped
class DriftRemoval {
  private static final Logger LOG = Logger.getLogger(DriftRemoval.class);

  private final Catalog catalog;
  private final Grants grants;
  private final MembershipService memberships;
  private final DriftFindings findings;
  private final EntraGroupMembers directory;
  private final DirectAwsMembership direct;
  private final ScimJobMonitor scimJob;
  private final Clock clock;

  DriftRemoval(
      Catalog catalog,
      Grants grants,
      MembershipService memberships,
      DriftFindings findings,
      EntraGroupMembers directory,
      DirectAwsMembership direct,
      ScimJobMonitor scimJob,
      Clock clock) {
    this.catalog = catalog;
    this.grants = grants;
    this.memberships = memberships;
    this.findings = findings;
    this.directory = directory;
    this.direct = direct;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** Removes a member without a grant from the Entra group. */
  void remove(DriftFinding unapproved) {
    attempt(unapproved, () -> removeNow(unapproved));
  }

  /** Removes a member who is not in the Entra group directly from AWS. */
  void removeInAws(EntraGroup group, DriftFinding left) {
    if (direct.allowed()) {
      attempt(left, () -> removeInAwsNow(group, left));
    }
  }

  /**
   * Whether members of this group may be removed. They may only if the group can be requested,
   * because Hourkey does not manage other groups.
   */
  boolean removes(EntraGroup group) {
    return catalog.current().removesDrift()
        && catalog.current().entitlements().stream()
            .anyMatch(entitlement -> entitlement.group().id().equals(group.id()));
  }

  private void attempt(DriftFinding one, Runnable removal) {
    try {
      removal.run();
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s is not removed yet: %s", one.name(), failure.forLog());
      if (failure.lasting()) {
        findings.notRemoved(one.id());
      }
    } catch (RuntimeException e) { // The other members must not wait for it.
      LOG.errorf(e, "%s could not be removed; retrying", one.name());
    }
  }

  private void removeNow(DriftFinding unapproved) {
    MembershipKey membershipKey = unapproved.membershipKey();
    UUID attempt = UUID.randomUUID();
    if (findings.beginRemoval(
        unapproved.id(), () -> memberships.leaseUnapproved(membershipKey, attempt))) {
      try {
        if (directory.remove(unapproved.group(), membershipKey.person()) == Removed.REMOVED) {
          findings.removed(unapproved.id());
          scimJob.startIfPossible(clock.instant());
        } else { // Entra may lag. The next comparison finds out whether the member is gone.
          findings.notRemoved(unapproved.id());
        }
      } finally {
        memberships.releaseLease(membershipKey, attempt);
      }
    }
  }

  private void removeInAwsNow(EntraGroup group, DriftFinding left) {
    if (findings.beginRemoval(left.id(), () -> !belongsToHolder(group, left))) {
      if (direct.remove(group, left.member())) {
        findings.removed(left.id());
      } else { // The next comparison finds out whether the member is gone.
        findings.notRemoved(left.id());
      }
    }
  }

  private boolean belongsToHolder(EntraGroup group, DriftFinding left) {
    return grants.openIn(group.id()).stream()
        .anyMatch(grant -> grant.awsUserId().filter(left.member()::equals).isPresent());
  }
}
