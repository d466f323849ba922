package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a grant may last.
 *
 * @param deadline when the membership is removed at the latest
 * @param endsAt when it ends, once AWS has shown it
 */
public record GrantPeriod(
    Instant openedAt,
    Duration duration,
    Instant deadline,
    Duration warnBefore,
    Optional<Instant> endsAt) {
  /**
   * The end of a grant whose membership AWS first shows at {@code liveSince}. Once known, only an
   * extension moves the end.
   */
  Instant endIfLiveAt(Instant liveSince) {
    Instant end = liveSince.plus(duration);
    return endsAt.orElse(end.isBefore(deadline) ? end : deadline);
  }

  /** When the membership has to be gone, as far as is known now. */
  public Instant end() {
    return endsAt.orElse(deadline);
  }

  boolean over(Instant now) {
    return !now.isBefore(end());
  }

  /**
   * When the holder is warned; never before half of the time is over. Empty if the grant is not
   * longer than {@code warnBefore}, because the warning would directly follow the message that it
   * is active.
   */
  Optional<Instant> warnAt(Instant since, Instant endsAt) {
    Instant half = since.plus(Duration.between(since, endsAt).dividedBy(2));
    Instant warn = endsAt.minus(warnBefore);
    return warn.isAfter(since) ? Optional.of(warn.isBefore(half) ? half : warn) : Optional.empty();
  }
}
