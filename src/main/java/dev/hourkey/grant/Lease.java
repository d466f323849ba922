package dev.hourkey.grant;

import dev.hourkey.retry.ClockSkew;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides which attempt may call Entra about a membership. An add and a removal of the same
 * membership must not run at the same time, but no transaction may stay open during a call. So an
 * attempt takes the lease first. Pure.
 */
@Embeddable
record Lease(
    @Nullable UUID leasedBy,
    @Nullable Integer leasedAttempt,
    @Nullable Instant leasedUntil,
    boolean leasedForRemoval) {
  /** Longer than a removal with all its timeouts, so that a lease outlives its calls. */
  static final Duration ONE_WRITE = Duration.ofSeconds(30);

  /** Changing AWS directly takes up to four calls, and each of them may run until it times out. */
  static final Duration DIRECT_WRITE = Duration.ofSeconds(60);

  /** How much of a lease must be left for one more call. */
  private static final Duration ONE_CALL = Duration.ofSeconds(12);

  /** The attempt number of a lease that is never given up and only runs out. */
  static final int NOBODY = -1;

  static final Lease FREE = new Lease(null, null, null, false);

  /** The lease for one attempt at an add, unless another attempt has it. */
  Optional<Lease> take(UUID by, int attempt, Instant now) {
    return take(by, attempt, now, ONE_WRITE);
  }

  /** The lease for an attempt that changes AWS directly, unless another attempt has it. */
  Optional<Lease> takeForDirectWrite(UUID by, int attempt, Instant now) {
    return take(by, attempt, now, DIRECT_WRITE);
  }

  private Optional<Lease> take(UUID by, int attempt, Instant now, Duration time) {
    return heldByAnother(by, attempt, now)
        ? Optional.empty()
        : Optional.of(new Lease(by, attempt, now.plus(time), false));
  }

  /**
   * The lease for a removal. It does not wait for an earlier removal by the same grant, which may
   * have died, because removing twice does no harm. The earlier call may still take effect, so the
   * later attempt does not give up its lease but lets it run out.
   */
  Optional<Lease> takeForRemoval(UUID by, int attempt, Instant now) {
    if (leasedForRemoval && by.equals(leasedBy) && heldByAnother(by, attempt, now)) {
      return Optional.of(new Lease(by, NOBODY, now.plus(ONE_WRITE), true));
    }
    return take(by, attempt, now).map(lease -> new Lease(by, attempt, lease.leasedUntil, true));
  }

  /** The lease after this attempt has given it up; unchanged if this attempt does not have it. */
  Lease givenUp(UUID by, int attempt) {
    return lastTakenBy(by, attempt) ? new Lease(null, null, null, leasedForRemoval) : this;
  }

  /** Whether the attempt has the lease for long enough to make one more call. */
  boolean covers(UUID by, int attempt, Instant now) {
    return lastTakenBy(by, attempt)
        && leasedUntil != null
        && leasedUntil.isAfter(now.plus(ONE_CALL));
  }

  /** When a lease for one write was taken; now if there is none. */
  Instant takenAt(Instant now) {
    return leasedUntil == null ? now : leasedUntil.minus(ONE_WRITE);
  }

  /**
   * Whether another attempt has the lease. A lease that would last longer than any lease does was
   * taken before the clock was set back, and does not count.
   */
  private boolean heldByAnother(UUID by, int attempt, Instant now) {
    return leasedUntil != null
        && leasedUntil.isAfter(now)
        && !ClockSkew.setBackSince(leasedUntil, now.plus(DIRECT_WRITE))
        && !lastTakenBy(by, attempt);
  }

  /**
   * Whether only removals by the same grant have taken the lease since this attempt took it for a
   * removal, even if it has run out.
   */
  boolean lastTakenForRemovalBy(UUID by, int attempt) {
    return lastTakenBy(by, attempt) || lastTakenBy(by, NOBODY);
  }

  /** Whether no other attempt has taken the lease since this one did, even if it has run out. */
  boolean lastTakenBy(UUID by, int attempt) {
    return by.equals(leasedBy) && leasedAttempt != null && leasedAttempt == attempt;
  }
}
