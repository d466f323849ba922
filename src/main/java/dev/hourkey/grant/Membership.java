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

  /** How much of a lease must be left for one more call. */
  private static final Duration ONE_CALL = Duration.ofSeconds(12);

  /** Reads of Entra may go on showing a member for this long after we removed it. */
  private static final Duration READ_LAG = Duration.ofMinutes(10);

  /** What was taken out of AWS itself is known to Entra after a cycle, and then some. */
  private static final Duration BEHIND_ENTRA = Duration.ofDays(1);

  /** Longer than a process that was frozen while it added could still be believed to wake up. */
  private static final Duration IN_DOUBT = Duration.ofHours(1);

  /** Entra restores what was deleted for 30 days (Microsoft, restore deleted items). */
  private static final Duration RESTORABLE = Duration.ofDays(31);

  private static final Duration LOOK_OFTEN = Duration.ofMinutes(1);
  private static final Duration LOOK_SELDOM = Duration.ofMinutes(10);

  @EmbeddedId Pair pair = new Pair("", "");
  @Nullable Instant oursSince;
  @Nullable Instant removedAt;
  @Nullable UUID leasedBy;
  @Nullable Integer leasedAttempt;
  @Nullable Instant leasedUntil;
  @Nullable Instant addBegunAt;
  @Nullable UUID addBegunBy;
  @Nullable Instant restorableSince;
  @Nullable Instant directlyRemovedAt;
  @Nullable Instant nextCheckAt;

  protected Membership() {}

  Membership(Pair pair) {
    this.pair = pair;
  }

  /** Takes the pair for one attempt, unless another attempt has it. */
  boolean lease(UUID by, int attempt, Instant now) {
    if (leasedUntil != null && leasedUntil.isAfter(now) && !leasedFor(by, attempt)) {
      return false;
    }
    leasedBy = by;
    leasedAttempt = attempt;
    leasedUntil = now.plus(LEASE);
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
    oursSince = now;
    restorableSince = null;
    nextCheckAt = null;
    addBegunAt = now;
    addBegunBy = by;
    return true;
  }

  /** Notes that whoever began the add has told how it went. */
  void addAnswered(UUID by) {
    if (by.equals(addBegunBy)) {
      addBegunAt = null;
      addBegunBy = null;
    }
  }

  /** Notes that Entra let go of the member; it stays ours until that is proved. */
  void removed(Instant now, boolean restorable) {
    removedAt = now;
    restorableSince = restorable ? now : null;
  }

  /** Notes that the membership is proved to be gone; where it may come back, it stays ours. */
  void gone() {
    boolean addedSince = oursSince != null && removedAt != null && oursSince.isAfter(removedAt);
    if (restorableSince == null && addBegunAt == null && !addedSince) {
      oursSince = null;
    }
  }

  /** Notes what was found when no grant was about it any more. */
  void lookedAfter(GroupMembership.Removed found, Instant now) {
    switch (found) {
      case REMOVED -> {
        removed(now, false);
        lookAfterSoon(now);
      }
      case WAS_NOT_THERE -> {
        restorableSince = null;
        if (addBegunAt != null && !addBegunAt.plus(IN_DOUBT).isAfter(now)) {
          addBegunAt = null;
          addBegunBy = null;
        }
        gone();
        lookAfterSoon(now);
      }
      case NO_SUCH_PERSON, NO_SUCH_GROUP -> {
        restorableSince = restorableSince == null ? now : restorableSince;
        nextCheckAt = now.plus(LOOK_SELDOM);
        if (!restorableSince.plus(RESTORABLE).isAfter(now)) {
          notOurs();
        }
      }
    }
  }

  void lookAfterSoon(Instant now) {
    nextCheckAt = now.plus(LOOK_OFTEN);
  }

  /** Notes that the membership is somebody else's. */
  void notOurs() {
    oursSince = null;
    restorableSince = null;
    addBegunAt = null;
    addBegunBy = null;
  }

  /** Whether an add of ours was begun and no grant has ended since with its removal proved. */
  boolean ours() {
    return oursSince != null;
  }

  boolean removedLately(Instant now) {
    return removedAt != null && removedAt.isAfter(now.minus(READ_LAG));
  }

  /** Whether Entra may believe in a membership in AWS that we took out there. */
  boolean behindEntra(Instant now) {
    return directlyRemovedAt != null && directlyRemovedAt.isAfter(now.minus(BEHIND_ENTRA));
  }

  private boolean leasedFor(UUID by, int attempt) {
    return by.equals(leasedBy) && leasedAttempt != null && leasedAttempt == attempt;
  }
}
