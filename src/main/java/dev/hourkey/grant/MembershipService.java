package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.grant.GroupMembership.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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
  private final AuditTrail trail;
  private final Clock clock;

  MembershipService(Grants grants, Memberships memberships, AuditTrail trail, Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
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

  /** Pairs that are ours though no grant is about them, and due to be looked after. */
  @Transactional
  List<Pair> leftOver() {
    return memberships.leftOver(clock.instant(), PAGE);
  }

  /** Takes such a pair for an attempt, if it still is one; returns the last grant about it. */
  @Transactional
  Optional<Grant> lease(Pair pair, UUID attempt) {
    Membership membership = memberships.locked(pair);
    return membership.ours()
            && grants.openOn(pair).isEmpty()
            && membership.lease(attempt, 0, clock.instant())
        ? grants.lastOn(pair)
        : Optional.empty();
  }

  /** Writes down what the attempt found. */
  @Transactional
  void lookedAfter(Grant last, UUID attempt, Removed found) {
    Membership membership = memberships.locked(Pair.of(last));
    membership.lookedAfter(found, clock.instant());
    membership.giveUpLease(attempt, 0);
    if (found == Removed.REMOVED) {
      trail.record(new AuditEvent.LeftoverRemoved(last.id, last.holder(), last.group()));
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
