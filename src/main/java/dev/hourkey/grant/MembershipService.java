package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GroupMembership.Removed;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The changes a membership can go through while no grant is about it. Each is one transaction; none
 * asks a directory.
 */
@ApplicationScoped
class MembershipService {
  private static final int PAGE = 100;

  private final Grants grants;
  private final Memberships memberships;
  private final DriftFindings findings;
  private final AuditTrail trail;
  private final Clock clock;

  MembershipService(
      Grants grants,
      Memberships memberships,
      DriftFindings findings,
      AuditTrail trail,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.findings = findings;
    this.trail = trail;
    this.clock = clock;
  }

  /** Whether a member whom Entra shows now may be there by Hourkey's doing. */
  @Transactional
  boolean mayBeManaged(MembershipKey membershipKey) {
    return !grants.openOn(membershipKey).isEmpty()
        || memberships
            .of(membershipKey)
            .filter(membership -> membership.managed() || membership.removedLately(clock.instant()))
            .isPresent();
  }

  /** The groups that have, or may have, a managed membership. */
  @Transactional
  Set<String> managedGroups() {
    return memberships.managedGroups();
  }

  /** Pairs that are ours though no grant is about them, and due to be looked after. */
  @Transactional
  List<MembershipKey> orphaned() {
    return memberships.orphaned(clock.instant(), PAGE);
  }

  /** Takes such a pair for an attempt, if it is still orphaned. */
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
        .map(last -> new Orphan(last.id, last.group(), last.holder()))
        .or(
            () -> // After a restore there may be no grant at all.
            findings
                    .lastUnexplained(membershipKey)
                    .map(found -> new Orphan(found.id, found.group(), membershipKey.person())))
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
   * @param subject its subject in the audit trail: the last grant or, if the database lost that,
   *     the finding
   */
  record Orphan(UUID subject, EntraGroup group, PersonId person) {
    MembershipKey membershipKey() {
      return new MembershipKey(group.id(), person.value());
    }
  }

  /** Writes down what the attempt found. */
  @Transactional
  void lookedAfter(Orphan orphan, UUID attempt, Removed found) {
    Membership membership = memberships.locked(orphan.membershipKey());
    membership.lookedAfter(found, clock.instant());
    membership.giveUpLease(attempt, 0);
    if (found == Removed.REMOVED) {
      trail.record(new AuditEvent.OrphanRemoved(orphan.subject(), orphan.person(), orphan.group()));
    }
  }

  /** Writes down that the attempt found nothing out. */
  @Transactional
  void lookAfterLater(MembershipKey membershipKey, UUID attempt) {
    Membership membership = memberships.locked(membershipKey);
    membership.giveUpLease(attempt, 0);
    membership.lookAfterSoon(clock.instant());
  }

  /** Takes the pair of somebody who is in a group by nobody's grant, to remove them. */
  @Transactional
  boolean leaseUnapproved(MembershipKey membershipKey, UUID attempt) {
    Membership membership = memberships.locked(membershipKey);
    boolean taken =
        grants.openOn(membershipKey).isEmpty() && membership.lease(attempt, 0, clock.instant());
    if (taken) {
      membership.removedAt = clock.instant(); // Reads of Entra may go on showing them.
    }
    return taken;
  }

  @Transactional
  void giveUpLease(MembershipKey membershipKey, UUID attempt) {
    memberships.locked(membershipKey).giveUpLease(attempt, 0);
  }
}
