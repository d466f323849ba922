package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Limits on how much access to an entitlement one person may have over time. Pure.
 *
 * @param total the most that they may have in any period of the length {@code within}; both are set
 *     or neither is
 * @param coolDown the pause from the end of one grant to the start of the next
 */
public record Limits(
    Optional<Duration> total, Optional<Duration> within, Optional<Duration> coolDown) {
  public static final Limits NONE =
      new Limits(Optional.empty(), Optional.empty(), Optional.empty());

  public Limits {
    if (total.isPresent() != within.isPresent()) {
      throw new IllegalArgumentException("'total' and 'within' belong together");
    }
  }

  /** How far back a history has to reach; zero if nothing is limited. */
  public Duration lookback() {
    return Stream.of(total, within, coolDown)
        .flatMap(Optional::stream)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * Why the access may not be granted for this long from {@code start} on; empty if it may.
   *
   * @param history of this person's access to this entitlement
   */
  public Optional<Refusal> refusal(AccessPeriods history, Duration wanted, Instant start) {
    return totalRefusal(history, wanted, start).or(() -> coolDownRefusal(history, start));
  }

  /** The refusal by {@code total} alone. */
  Optional<Refusal> totalRefusal(AccessPeriods history, Duration wanted, Instant start) {
    if (total.isEmpty() || fits(history, wanted, start)) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal.LimitReached(
            total.get(),
            within.orElseThrow(),
            longestPossible(history, start),
            wanted,
            wanted.compareTo(total.get()) > 0
                ? Optional.empty()
                : Optional.of(possibleFrom(history, wanted))));
  }

  /** The refusal by {@code cool_down} alone. */
  Optional<Refusal> coolDownRefusal(AccessPeriods history, Instant start) {
    return coolDownUntil(history)
        .filter(start::isBefore)
        .map(until -> new Refusal.CoolingDown(coolDown.orElseThrow(), wholeMinute(until)));
  }

  private Optional<Instant> coolDownUntil(AccessPeriods history) {
    return coolDown.flatMap(pause -> history.lastEnd().map(end -> end.plus(pause)));
  }

  /**
   * Whether the period that ends together with the new access has room for it. No other period has
   * less room: a period that ends earlier contains less of the new access, and at most that much
   * more of the past.
   */
  private boolean fits(AccessPeriods history, Duration wanted, Instant start) {
    Duration used = history.after(start.plus(wanted).minus(within.orElseThrow()));
    return used.plus(wanted).compareTo(total.orElseThrow()) <= 0;
  }

  /** The longest access that fits, in whole minutes. */
  private Duration longestPossible(AccessPeriods history, Instant start) {
    long fitting = 0;
    long tooLong = total.orElseThrow().toMinutes() + 1;
    while (tooLong - fitting > 1) {
      long middle = (fitting + tooLong) / 2;
      if (fits(history, Duration.ofMinutes(middle), start)) {
        fitting = middle;
      } else {
        tooLong = middle;
      }
    }
    return Duration.ofMinutes(fitting);
  }

  /** The earliest start at which access of this length fits, in whole minutes. */
  private Instant possibleFrom(AccessPeriods history, Duration wanted) {
    Instant byTotal =
        history
            .moreThan(total.orElseThrow().minus(wanted))
            .map(then -> then.plus(within.orElseThrow()).minus(wanted))
            .orElse(Instant.MIN);
    Instant byCoolDown = coolDownUntil(history).orElse(Instant.MIN);
    return wholeMinute(byTotal.isAfter(byCoolDown) ? byTotal : byCoolDown);
  }

  /** Rounds up to a whole minute, because people read times without seconds. */
  private static Instant wholeMinute(Instant time) {
    Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
    return minute.equals(time) ? time : minute.plus(Duration.ofMinutes(1));
  }
}
