package dev.hourkey.grant;

import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Hourkey did to the membership of one person in one Entra group, over all grants. An attempt
 * takes the membership's {@link Lease} before it calls Entra about it.
 */
@Entity
class Membership {
  /** Much longer than one cycle, after which Entra learns of a direct removal from AWS. */
  private static final Duration BEHIND_ENTRA = Duration.ofDays(1);

  /** Longer than a process can be frozen in the middle of an add and still continue. */
  private static final Duration IN_DOUBT = Duration.ofHours(1);

  /** Entra can restore deleted objects for 30 days (Microsoft, restore deleted items). */
  private static final Duration RESTORABLE = Duration.ofDays(31);

  private static final Duration CHECK_OFTEN = Duration.ofMinutes(1);
  private static final Duration CHECK_SELDOM = Duration.ofMinutes(10);

  @EmbeddedId private MembershipKey id = new MembershipKey("", "");
  @Embedded private Lease lease = Lease.FREE;
  private @Nullable Instant managedSince;
  private @Nullable Instant removedAt;
  private @Nullable Instant addBegunAt;
  private int addsUnanswered;
  private @Nullable Instant restorableSince;
  private @Nullable Instant directlyRemovedAt;
  private @Nullable Instant nextCheckAt;

  protected Membership() {}

  Membership(MembershipKey id) {
    this.id = id;
  }

  MembershipKey id() {
    return id;
  }

  /** Takes the lease for an add, unless another attempt has it. */
  boolean lease(UUID by, int attempt, Instant now) {
    return take(leaseToTake().take(by, attempt, now));
  }

  /** Takes the lease for a removal, unless an add or another grant's removal has it. */
  boolean leaseForRemoval(UUID by, int attempt, Instant now) {
    return take(leaseToTake().takeForRemoval(by, attempt, now));
  }

  /** Takes the lease for an attempt that changes AWS directly, unless another attempt has it. */
  boolean leaseForDirectWrite(UUID by, int attempt, Instant now) {
    return take(leaseToTake().takeForDirectWrite(by, attempt, now));
  }

  /** A separate method, because the simulation breaks it on purpose. */
  Lease leaseToTake() {
    return lease;
  }

  private boolean take(Optional<Lease> taken) {
    taken.ifPresent(one -> lease = one);
    return taken.isPresent();
  }

  void releaseLease(UUID by, int attempt) {
    lease = lease.givenUp(by, attempt);
  }

  /**
   * Whether no other attempt has taken the lease since this one did. If another one has, it may
   * have undone this attempt's change, and this attempt's view is out of date.
   */
  boolean lastLeasedTo(UUID by, int attempt) {
    return lease.lastTakenBy(by, attempt);
  }

  /** See {@link Lease#lastTakenForRemovalBy}. */
  boolean lastLeasedForRemovalTo(UUID by, int attempt) {
    return lease.lastTakenForRemovalBy(by, attempt);
  }

  /**
   * Records that Hourkey is about to add the member. From now on, the membership is managed, even
   * if the answer is lost.
   *
   * @return whether the attempt has the lease for long enough; otherwise nothing is recorded
   */
  boolean beginAdd(UUID by, int attempt, Instant now) {
    if (!lease.covers(by, attempt, now)) {
      return false;
    }
    manage(now);
    addBegunAt = now;
    addsUnanswered++;
    return true;
  }

  /** Records that the outcome of an add that was begun is known. */
  void addAnswered() {
    addsUnanswered = Math.max(0, addsUnanswered - 1);
  }

  /** Records that Hourkey is about to remove the member from AWS directly. */
  void removedDirectly(Instant now) {
    directlyRemovedAt = now;
  }

  /** Records that AWS shows the membership, so Entra and AWS agree again. */
  void shownByAws() {
    directlyRemovedAt = null;
  }

  /** Records that an unapproved member is about to be removed; Entra may still show them. */
  void removalExpected(Instant now) {
    removedAt = now;
  }

  /** Records that Hourkey manages it from now on, because it adds or has to remove the member. */
  void manage(Instant now) {
    managedSince = now;
    restorableSince = null;
    nextCheckAt = null;
  }

  /** Records that an add by a superseded attempt took effect. */
  void addedLate(Instant now) {
    managedSince = now;
    nextCheckAt = null;
  }

  /** Records that a superseded attempt's add may have taken effect, or may within a minute. */
  void addMayLand(Instant now) {
    managedSince = now;
    checkSoon(now);
  }

  /** Whether Entra's last answer was that it has no such person or group, which may be restored. */
  boolean restorable() {
    return restorableSince != null;
  }

  /**
   * Records that Entra removed the member, at some time since the lease was taken. The membership
   * stays managed until that is proved.
   *
   * @return false if an add took effect meanwhile, so that it is unknown which change came last
   */
  boolean removed(Instant now, boolean restorable) {
    removedAt = lease.takenAt(now);
    restorableSince = restorable ? now : null;
    return !addedSinceRemoval();
  }

  private boolean addedSinceRemoval() {
    return managedSince != null && removedAt != null && managedSince.isAfter(removedAt);
  }

  /** Records that the membership is proved to be gone; if it may return, it stays managed. */
  void recordGone() {
    if (restorableSince == null && addsUnanswered == 0 && !addedSinceRemoval()) {
      managedSince = null;
    }
  }

  /**
   * Records that Entra never confirmed the removal, but always answered that it found no such
   * member. The membership stays managed for as long as the add might still appear. If it appears,
   * it is removed as orphaned.
   */
  void goneUnlessLate(Instant now) {
    addsUnanswered = Math.max(1, addsUnanswered);
    checkSoon(now);
  }

  /** Records what a removal found while the membership had no open grant. */
  void orphanChecked(EntraGroupMembers.Removed found, Instant now) {
    switch (found) {
      case REMOVED -> {
        addAnswered(); // The add had taken effect.
        boolean _ = removed(now, false);
        checkSoon(now);
      }
      case WAS_NOT_THERE -> {
        if (addBegunAt == null || !addBegunAt.plus(IN_DOUBT).isAfter(now)) {
          addsUnanswered = 0;
        }
        if (!addMayBeHidden(now)) {
          boolean _ = removed(now, false);
          recordGone();
        }
        checkSoon(now);
      }
      case NO_SUCH_PERSON, NO_SUCH_GROUP -> {
        restorableSince = restorableSince == null ? now : restorableSince;
        nextCheckAt = now.plus(CHECK_SELDOM);
        if (!restorableSince.plus(RESTORABLE).isAfter(now)) {
          notManaged();
        }
      }
    }
  }

  /** Whether it is time to check a managed membership without an open grant. */
  boolean checkDue(Instant now) {
    return nextCheckAt == null || !nextCheckAt.isAfter(now);
  }

  void checkSoon(Instant now) {
    nextCheckAt = now.plus(CHECK_OFTEN);
  }

  /** Records that Hourkey did not add the member. */
  void notManaged() {
    managedSince = null;
    restorableSince = null;
    addsUnanswered = 0;
  }

  /** Whether Hourkey began an add, and no removal has been proved since. */
  boolean managed() {
    return managedSince != null;
  }

  boolean removedLately(Instant now) {
    return removedAt != null && removedAt.isAfter(now.minus(GrantState.READ_LAG));
  }

  /** Whether a removal may have found nothing only because Entra does not show the add yet. */
  private boolean addMayBeHidden(Instant now) {
    return managedSince != null
        && managedSince.isAfter(now.minus(GrantState.READ_LAG))
        && (removedAt == null || removedAt.isBefore(managedSince));
  }

  /** Whether Entra may still believe that AWS has the membership that Hourkey removed there. */
  boolean removedInAwsOnly(Instant now) {
    return directlyRemovedAt != null && directlyRemovedAt.isAfter(now.minus(BEHIND_ENTRA));
  }
}
