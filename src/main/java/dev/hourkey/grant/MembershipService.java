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
  private final DifferenceLog findings;
  private final AuditTrail trail;
  private final Clock clock;

  MembershipService(
      Grants grants,
      Memberships memberships,
      DifferenceLog findings,
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
  boolean mayBeOurs(Pair pair) {
    return !grants.openOn(pair).isEmpty()
        || memberships
            .of(pair)
            .filter(membership -> membership.ours() || membership.removedLately(clock.instant()))
            .isPresent();
  }

  /** The groups that have, or may have, a managed membership. */
  @Transactional
  Set<String> groupsOfOurs() {
    return memberships.groupsOfOurs();
  }

  /** Pairs that are ours though no grant is about them, and due to be looked after. */
  @Transactional
  List<Pair> leftOver() {
    return memberships.leftOver(clock.instant(), PAGE);
  }

  /** Takes such a pair for an attempt, if it is still orphaned. */
  @Transactional
  Optional<Orphan> lease(Pair pair, UUID attempt) {
    Membership membership = memberships.locked(pair);
    return membership.ours()
            && grants.openOn(pair).isEmpty()
            && membership.lease(attempt, 0, clock.instant())
        ? Optional.of(orphan(pair))
        : Optional.empty();
  }

  private Orphan orphan(Pair pair) {
    return grants
        .lastOn(pair)
        .map(last -> new Orphan(last.id, last.group(), last.holder()))
        .or(
            () -> // After a restore there may be no grant at all.
            findings
                    .lastUnexplained(pair)
                    .map(found -> new Orphan(found.id, found.group(), pair.person())))
        .orElseGet(
            () ->
                new Orphan(
                    new UUID(0, 0), new EntraGroup(pair.groupId(), pair.groupId()), pair.person()));
  }

  /**
   * A managed membership without a grant.
   *
   * @param subject its subject in the audit trail: the last grant or, if the database lost that,
   *     the finding
   */
  record Orphan(UUID subject, EntraGroup group, PersonId person) {
    Pair pair() {
      return new Pair(group.id(), person.value());
    }
  }

  /** Writes down what the attempt found. */
  @Transactional
  void lookedAfter(Orphan orphan, UUID attempt, Removed found) {
    Membership membership = memberships.locked(orphan.pair());
    membership.lookedAfter(found, clock.instant());
    membership.giveUpLease(attempt, 0);
    if (found == Removed.REMOVED) {
      trail.record(
          new AuditEvent.LeftoverRemoved(orphan.subject(), orphan.person(), orphan.group()));
    }
  }

  /** Writes down that the attempt found nothing out. */
  @Transactional
  void lookAfterLater(Pair pair, UUID attempt) {
    Membership membership = memberships.locked(pair);
    membership.giveUpLease(attempt, 0);
    membership.lookAfterSoon(clock.instant());
  }

  /** Takes the pair of somebody who is in a group by nobody's grant, to remove them. */
  @Transactional
  boolean leaseStranger(Pair pair, UUID attempt) {
    Membership membership = memberships.locked(pair);
    boolean taken = grants.openOn(pair).isEmpty() && membership.lease(attempt, 0, clock.instant());
    if (taken) {
      membership.removedAt = clock.instant(); // Reads of Entra may go on showing them.
    }
    return taken;
  }

  @Transactional
  void giveUpLease(Pair pair, UUID attempt) {
    memberships.locked(pair).giveUpLease(attempt, 0);
  }
}
