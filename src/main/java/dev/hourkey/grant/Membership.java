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
  /** Longer than an add with all its timeouts, so that a lease outlives the call it was for. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** Reads of Entra may go on showing a member for this long after we removed it. */
  private static final Duration READ_LAG = Duration.ofMinutes(10);

  @EmbeddedId Pair pair = new Pair("", "");
  @Nullable Instant oursSince;
  @Nullable Instant removedAt;
  @Nullable UUID leasedBy;
  @Nullable Instant leasedUntil;

  /** A group and a person, by their ids in Entra. */
  @Embeddable
  record Pair(String groupId, String personId) {
    static Pair of(Grant grant) {
      return new Pair(grant.groupId, grant.holder);
    }
  }

  /** Takes the pair for a grant, unless another has it. */
  boolean lease(UUID grant, Instant now) {
    if (leasedUntil != null && leasedUntil.isAfter(now) && !grant.equals(leasedBy)) {
      return false;
    }
    leasedBy = grant;
    leasedUntil = now.plus(LEASE);
    return true;
  }

  void giveUpLease(UUID grant) {
    if (grant.equals(leasedBy)) {
      leasedBy = null;
      leasedUntil = null;
    }
  }

  /** Whether an add of ours was begun and not undone since. */
  boolean ours() {
    return oursSince != null;
  }

  boolean removedLately(Instant now) {
    return removedAt != null && removedAt.isAfter(now.minus(READ_LAG));
  }
}
