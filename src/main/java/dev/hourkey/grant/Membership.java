package dev.hourkey.grant;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Hourkey did to one pair of group and person, counted over its grants.
 *
 * <p>An add and a removal of the same pair must not run side by side, yet no transaction may span
 * the call to Entra; so whoever calls Entra takes a lease first.
 */
@Entity
class Membership {
  /** Longer than a removal with all its timeouts, so that a lease outlives the calls it is for. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Calls of AWS itself are up to four, each of which may take as long as one call may. */
  private static final Duration LONG_LEASE = Duration.ofSeconds(60);

  /** How much of a lease must be left for one more call. */
  private static final Duration ONE_CALL = Duration.ofSeconds(12);

  /** What was taken out of AWS itself is known to Entra after a cycle, and then some. */
  private static final Duration BEHIND_ENTRA = Duration.ofDays(1);

  /** Longer than a process that was frozen while it added could still be believed to wake up. */
  private static final Duration IN_DOUBT = Duration.ofHours(1);

  /** Entra restores what was deleted for 30 days (Microsoft, restore deleted items). */
  private static final Duration RESTORABLE = Duration.ofDays(31);

  private static final Duration LOOK_OFTEN = Duration.ofMinutes(1);
  private static final Duration LOOK_SELDOM = Duration.ofMinutes(10);

  /** The attempt of a lease that is never given up and only runs out. */
  private static final int NOBODY = -1;

  @EmbeddedId MembershipKey membershipKey = new MembershipKey("", "");
  @Nullable Instant managedSince;
  @Nullable Instant removedAt;
  @Nullable UUID leasedBy;
  @Nullable Integer leasedAttempt;
  @Nullable Instant leasedUntil;
  boolean leasedForRemoval;
  @Nullable Instant addBegunAt;
  int addsUnanswered;
  @Nullable Instant restorableSince;
  @Nullable Instant directlyRemovedAt;
  @Nullable Instant nextCheckAt;

  protected Membership() {}

  Membership(MembershipKey membershipKey) {
    this.membershipKey = membershipKey;
  }

  /** Takes the pair for one attempt, unless another attempt has it. */
  boolean lease(UUID by, int attempt, Instant now) {
    if (leasedByAnother(by, attempt, now)) {
      return false;
    }
    leasedBy = by;
    leasedAttempt = attempt;
    leasedUntil = now.plus(LEASE);
    leasedForRemoval = false;
    return true;
  }

  /**
   * Takes the pair for a removal. It does not wait for an earlier removal by the same grant, which
   * may have died, because removing twice does no harm. The earlier call may still land, so the
   * lease of the later attempt is not given up but runs out.
   */
  boolean leaseForRemoval(UUID by, int attempt, Instant now) {
    if (leasedForRemoval && by.equals(leasedBy) && leasedByAnother(by, attempt, now)) {
      leasedAttempt = NOBODY;
      leasedUntil = now.plus(LEASE);
      return true;
    }
    if (!lease(by, attempt, now)) {
      return false;
    }
    leasedForRemoval = true;
    return true;
  }

  /** Takes the pair for an attempt that makes several calls of AWS itself. */
  boolean leaseForLong(UUID by, int attempt, Instant now) {
    if (!lease(by, attempt, now)) {
      return false;
    }
    leasedUntil = now.plus(LONG_LEASE);
    return true;
  }

  void giveUpLease(UUID by, int attempt) {
    if (leasedFor(by, attempt)) {
      leasedBy = null;
      leasedAttempt = null;
      leasedUntil = null;
    }
  }

  /**
   * Notes that we are about to add the member, before we do: from now on it is ours to remove, even
   * if nobody ever hears how it went.
   *
   * @return whether the attempt still has the pair for long enough; without it, nothing is noted
   */
  boolean beginAdd(UUID by, int attempt, Instant now) {
    if (!leasedFor(by, attempt)
        || leasedUntil == null
        || !leasedUntil.isAfter(now.plus(ONE_CALL))) {
      return false;
    }
    managedSince = now;
    restorableSince = null;
    nextCheckAt = null;
    addBegunAt = now;
    addsUnanswered++;
    return true;
  }

  /** Notes that whoever began an add has told how it went. */
  void addAnswered() {
    addsUnanswered = Math.max(0, addsUnanswered - 1);
  }

  /** Notes that an operator wants Hourkey to remove an unexplained member. */
  void takenOver(Instant now) {
    managedSince = now;
    restorableSince = null;
    nextCheckAt = null;
  }

  /** Notes that an add landed that nobody waited for any more. */
  void addedLate(Instant now) {
    managedSince = now;
    nextCheckAt = null;
  }

  /** Notes that an add may have landed, or may land within a minute, that nobody waits for. */
  void addMayLand(Instant now) {
    managedSince = now;
    lookAfterSoon(now);
  }

  /**
   * Notes that Entra let go of the member, some time since the lease was taken; it stays ours until
   * that is proved.
   *
   * @return false when an add landed meanwhile, so that nobody knows which came last
   */
  boolean removed(Instant now, boolean restorable) {
    removedAt = leasedUntil == null ? now : leasedUntil.minus(LEASE);
    restorableSince = restorable ? now : null;
    return !addedSinceRemoval();
  }

  private boolean addedSinceRemoval() {
    return managedSince != null && removedAt != null && managedSince.isAfter(removedAt);
  }

  /** Notes that the membership is proved to be gone; where it may come back, it stays ours. */
  void gone() {
    if (restorableSince == null && addsUnanswered == 0 && !addedSinceRemoval()) {
      managedSince = null;
    }
  }

  /**
   * Notes that Entra never confirmed the removal, and only ever answered that it found no such
   * member. The membership stays managed for as long as the add might still show up; if it does, it
   * is removed as orphaned.
   */
  void goneUnlessLate(Instant now) {
    addsUnanswered = Math.max(1, addsUnanswered);
    lookAfterSoon(now);
  }

  /** Notes what was found when no grant was about it any more. */
  void lookedAfter(GroupMembership.Removed found, Instant now) {
    switch (found) {
      case REMOVED -> {
        addAnswered(); // It had landed.
        boolean _ = removed(now, false);
        lookAfterSoon(now);
      }
      case WAS_NOT_THERE -> {
        if (addBegunAt == null || !addBegunAt.plus(IN_DOUBT).isAfter(now)) {
          addsUnanswered = 0;
        }
        boolean _ = removed(now, false);
        gone();
        lookAfterSoon(now);
      }
      case NO_SUCH_PERSON, NO_SUCH_GROUP -> {
        restorableSince = restorableSince == null ? now : restorableSince;
        nextCheckAt = now.plus(LOOK_SELDOM);
        if (!restorableSince.plus(RESTORABLE).isAfter(now)) {
          notManaged();
        }
      }
    }
  }

  void lookAfterSoon(Instant now) {
    nextCheckAt = now.plus(LOOK_OFTEN);
  }

  /** Notes that the membership is somebody else's. */
  void notManaged() {
    managedSince = null;
    restorableSince = null;
    addsUnanswered = 0;
  }

  /** Whether an add of ours was begun and no grant has ended since with its removal proved. */
  boolean managed() {
    return managedSince != null;
  }

  boolean removedLately(Instant now) {
    return removedAt != null && removedAt.isAfter(now.minus(GrantState.READ_LAG));
  }

  /** Whether Entra may believe in a membership in AWS that we took out there. */
  boolean behindEntra(Instant now) {
    return directlyRemovedAt != null && directlyRemovedAt.isAfter(now.minus(BEHIND_ENTRA));
  }

  private boolean leasedByAnother(UUID by, int attempt, Instant now) {
    return leasedUntil != null && leasedUntil.isAfter(now) && !leasedFor(by, attempt);
  }

  private boolean leasedFor(UUID by, int attempt) {
    return by.equals(leasedBy) && leasedAttempt != null && leasedAttempt == attempt;
  }
}
