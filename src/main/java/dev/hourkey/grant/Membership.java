package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What Hourkey did to one pair of group and person, counted over its grants. */
@Entity
class Membership {
  /** Longer than a removal with all its timeouts, so that a lease outlives the calls it is for. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** How much of a lease must be left for one more call. */
  private static final Duration ONE_CALL = Duration.ofSeconds(12);

  /** Reads of Entra may go on showing a member for this long after we removed it. */
  private static final Duration READ_LAG = Duration.ofMinutes(10);

  @EmbeddedId Pair pair = new Pair("", "");
  @Nullable Instant oursSince;
  @Nullable Instant removedAt;
  @Nullable UUID leasedBy;
  @Nullable Integer leasedAttempt;
  @Nullable Instant leasedUntil;

  /** A group and a person, by their ids in Entra. */
  @Embeddable
  record Pair(String groupId, String personId) {
    static Pair of(Grant grant) {
      return new Pair(grant.groupId, grant.holder);
    }
  }

  /** Takes the pair for one attempt at a grant, unless another attempt has it. */
  boolean lease(Grant grant, Instant now) {
    if (leasedUntil != null && leasedUntil.isAfter(now) && !leasedFor(grant)) {
      return false;
    }
    leasedBy = grant.id;
    leasedAttempt = grant.attempt;
    leasedUntil = now.plus(LEASE);
    return true;
  }

  /** Whether the attempt still has the pair, for long enough to make a call. */
  boolean holds(Grant grant, Instant now) {
    return leasedFor(grant) && leasedUntil != null && leasedUntil.isAfter(now.plus(ONE_CALL));
  }

  void giveUpLease(Grant grant) {
    if (leasedFor(grant)) {
      leasedBy = null;
      leasedAttempt = null;
      leasedUntil = null;
    }
  }

  private boolean leasedFor(Grant grant) {
    return grant.id.equals(leasedBy) && leasedAttempt != null && leasedAttempt == grant.attempt;
  }

  /** Whether an add of ours was begun and no grant has ended since with its removal proved. */
  boolean ours() {
    return oursSince != null;
  }

  boolean removedLately(Instant now) {
    return removedAt != null && removedAt.isAfter(now.minus(READ_LAG));
  }
}
