package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a membership is gone.
 *
 * @param notFoundSince since when Entra has answered every call with "not found"
 * @param removalConfirmed whether such answers no longer require a repeated removal
 * @param goneSince the first of the consecutive checks that found the membership on neither side
 * @param proofFrom the first of those checks that counts as proof
 */
@Embeddable
record RemovalProof(
    @Nullable Instant notFoundSince,
    boolean removalConfirmed,
    @Nullable Instant goneSince,
    @Nullable Instant proofFrom) {
  static final RemovalProof NONE = new RemovalProof(null, false, null, null);

  /** Starts the count of checks again. */
  RemovalProof restart() {
    return new RemovalProof(notFoundSince, removalConfirmed, null, null);
  }

  /** Counts a check; {@code gone} is true if it found the membership on neither side. */
  RemovalProof afterCheck(boolean gone, Instant now) {
    if (!gone) {
      return restart();
    }
    return goneSince == null
        ? new RemovalProof(notFoundSince, removalConfirmed, now, now)
        : proofFrom(now).isPresent()
            ? this
            : new RemovalProof(notFoundSince, removalConfirmed, goneSince, now);
  }

  /**
   * The first of the checks that prove the end, if it counts at {@code now}. Two checks that are
   * minutes apart may both be stale reads. In that case, the second counts as the first, and the
   * third decides, however late it is. Otherwise a large queue could delay every end forever.
   */
  Optional<Instant> proofFrom(Instant now) {
    return Optional.ofNullable(proofFrom)
        .filter(
            from ->
                !from.equals(goneSince) || !now.isAfter(from.plus(GrantState.SEEN_TWICE_AT_MOST)));
  }

  /** The proof after Entra answered "not found". */
  RemovalProof notFound(Instant now) {
    return notFoundSince == null
        ? new RemovalProof(now, removalConfirmed, goneSince, proofFrom)
        : this;
  }

  /** The proof after Entra found the object of the call. */
  RemovalProof found() {
    return new RemovalProof(null, removalConfirmed, goneSince, proofFrom);
  }

  RemovalProof confirmed(boolean confirmed) {
    return new RemovalProof(notFoundSince, confirmed, goneSince, proofFrom);
  }

  /** Whether Entra has answered "not found" for this long. */
  boolean notFoundFor(Duration time, Instant now) {
    return notFoundSince != null && !notFoundSince.plus(time).isAfter(now);
  }

  /** When to repeat the removal, because Entra only answered that it did not find the member. */
  Optional<Instant> repeatRemovalAt() {
    return removalConfirmed
        ? Optional.empty()
        : Optional.ofNullable(notFoundSince)
            .map(since -> since.plus(GrantState.REMOVAL_REPEATED_AFTER));
  }
}
