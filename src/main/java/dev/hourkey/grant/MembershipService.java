package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes memberships that have no open grant. Each change is one transaction and calls no
 * directory.
 */
@ApplicationScoped
public class MembershipService {
  private static final int PAGE = 100;

  private final GrantRows grants;
  private final MembershipRows memberships;
  private final UnexplainedMemberFindings findings;
  private final Compensation compensation;
  private final AuditLog trail;
  private final Clock clock;

  MembershipService(
      GrantRows grants,
      MembershipRows memberships,
      UnexplainedMemberFindings findings,
      Compensation compensation,
      AuditLog trail,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.findings = findings;
    this.compensation = compensation;
    this.trail = trail;
    this.clock = clock;
  }

  /** Whether Hourkey may have added a member that Entra shows now. */
  @Transactional
  public boolean mayBeManaged(MembershipKey membershipKey) {
    return !grants.openOn(membershipKey).isEmpty()
        || memberships
            .of(membershipKey)
            .filter(membership -> membership.managed() || membership.removedLately(clock.instant()))
            .isPresent();
  }

  /** Managed memberships without an open grant that are due to be checked. */
  @Transactional
  List<MembershipKey> orphaned() {
    return memberships.orphaned(clock.instant(), PAGE);
  }

  /** Takes the lease of such a membership, if it is still orphaned. */
  @Transactional
  Optional<Orphan> lease(MembershipKey membershipKey, UUID attempt) {
    Membership membership = memberships.locked(membershipKey);
    return membership.managed()
            && grants.openOn(membershipKey).isEmpty()
            && membership.lease(attempt, 0, clock.instant())
        ? Optional.of(orphan(membershipKey))
        : Optional.empty();
  }

  private Orphan orphan(MembershipKey membershipKey) {
    return grants
        .lastOn(membershipKey)
        .map(last -> new Orphan(last.id(), last.group(), last.holder()))
        .or(() -> findings.origin(membershipKey)) // After a restore there may be no grant at all.
        .orElseGet(
            () ->
                new Orphan(
                    new UUID(0, 0),
                    new EntraGroup(membershipKey.groupId(), membershipKey.groupId()),
                    membershipKey.person()));
  }

  /**
   * A managed membership without a grant.
   *
   * @param subject its subject in the audit trail: the last grant or, if the database has lost the
   *     grant, the finding
   */
  public record Orphan(UUID subject, EntraGroup group, PersonId person) {
    MembershipKey membershipKey() {
      return new MembershipKey(group.id(), person.value());
    }
  }

  /**
   * Records what the attempt found. If another attempt has taken the lease since then, the
   * membership stays as that attempt left it, because it may have added the member for a new grant.
   */
  @Transactional
  void checked(Orphan orphan, UUID attempt, Removed found) {
    compensate(orphan.membershipKey());
    Membership membership = memberships.locked(orphan.membershipKey());
    if (membership.lastLeasedTo(attempt, 0)) {
      membership.orphanChecked(found, clock.instant());
    }
    membership.releaseLease(attempt, 0);
    if (found == Removed.REMOVED) {
      trail.record(new AuditEvent.OrphanRemoved(orphan.subject(), orphan.person(), orphan.group()));
    }
  }

  /** Records that the attempt failed: it is unknown whether the member is still in the group. */
  @Transactional
  void checkLater(MembershipKey membershipKey, UUID attempt) {
    compensate(membershipKey);
    Membership membership = memberships.locked(membershipKey);
    membership.releaseLease(attempt, 0);
    membership.checkSoon(clock.instant());
  }

  /**
   * A removal by a replica that was frozen for longer than its lease may have removed the member
   * that a grant added meanwhile. If so, that grant adds the member again.
   */
  private void compensate(MembershipKey membershipKey) {
    grants.openOn(membershipKey).stream()
        .map(Grant::id)
        .sorted()
        .map(grants::locked)
        .forEach(compensation::addAgain);
  }

  /** Takes the lease to remove a member who has no open grant. */
  @Transactional
  public boolean leaseUnapproved(MembershipKey membershipKey, UUID attempt) {
    Membership membership = memberships.locked(membershipKey);
    boolean taken =
        grants.openOn(membershipKey).isEmpty() && membership.lease(attempt, 0, clock.instant());
    if (taken) {
      membership.removalExpected(clock.instant());
    }
    return taken;
  }

  @Transactional
  public void releaseLease(MembershipKey membershipKey, UUID attempt) {
    compensate(membershipKey);
    memberships.locked(membershipKey).releaseLease(attempt, 0);
  }
}
