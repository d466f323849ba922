package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long a person has had access, as far as that is known. Empty values are unknown.
 *
 * @param used how long they had it within the window that the limits set, up to now; zero means
 *     that they did not have it
 * @param sinceLast how long ago the last grant of the access ended
 */
public record PartialUsage(Optional<Duration> used, Optional<Duration> sinceLast) {
  public static final PartialUsage UNKNOWN = new PartialUsage(Optional.empty(), Optional.empty());

  /**
   * Why {@code total} refuses access with this start; empty if it does not, or if that is unknown.
   */
  Optional<Refusal> totalRefusal(Limits limits, Duration wanted, Instant now, Instant start) {
    return used.flatMap(
            length -> limits.totalRefusal(AccessPeriods.endingAt(now, length), wanted, start))
        .map(PartialUsage::withoutTime);
  }

  /** Why {@code cool_down} refuses it; empty if it does not, or if that is unknown. */
  Optional<Refusal> coolDownRefusal(Limits limits, Instant now, Instant start) {
    return sinceLast.flatMap(
        ago ->
            limits.coolDownRefusal(
                AccessPeriods.endingAt(now.minus(ago), Duration.ofSeconds(1)), start));
  }

  boolean totalKnown() {
    return used.isPresent();
  }

  boolean coolDownKnown() {
    return sinceLast.isPresent() || used.filter(Duration::isZero).isPresent();
  }

  /**
   * The refusal without the time at which more is possible, because nobody knows when the access
   * was used.
   */
  private static Refusal withoutTime(Refusal refusal) {
    return refusal
            instanceof
            Refusal.LimitReached(Duration total, Duration within, Duration left, Duration wanted, _)
        ? new Refusal.LimitReached(total, within, left, wanted, Optional.empty())
        : refusal;
  }
}
