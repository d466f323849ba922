package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The periods in which a person had the requested access: each grant once, without the grant of the
 * request that is being checked.
 *
 * @param periods the latest end first
 */
public record AccessPeriods(List<Period> periods) {
  public static final AccessPeriods NONE = new AccessPeriods(List.of());

  public AccessPeriods {
    periods = periods.stream().sorted(Comparator.comparing(Period::end).reversed()).toList();
  }

  /** One grant: the time for which it was held or, if it has not ended, for which it is open. */
  public record Period(Instant start, Instant end) {
    /** How much of the period is after {@code then}. */
    Duration after(Instant then) {
      Instant from = start.isAfter(then) ? start : then;
      return from.isBefore(end) ? Duration.between(from, end) : Duration.ZERO;
    }
  }

  /** One grant of this length, which ended at {@code end}; none if the length is zero. */
  public static AccessPeriods endingAt(Instant end, Duration length) {
    return length.isZero() ? NONE : new AccessPeriods(List.of(new Period(end.minus(length), end)));
  }

  /** For how long the person had the access after {@code then}. */
  Duration after(Instant then) {
    return periods.stream().map(one -> one.after(then)).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The earliest moment after which no more than {@code max} was used; empty if it never was more.
   */
  Optional<Instant> moreThan(Duration max) {
    Duration left = max;
    for (Period period : periods) {
      Duration length = Duration.between(period.start, period.end);
      if (length.compareTo(left) > 0) {
        return Optional.of(period.end.minus(left));
      }
      left = left.minus(length);
    }
    return Optional.empty();
  }

  /** When the last of the grants ends or ended. */
  Optional<Instant> lastEnd() {
    return periods.stream().map(Period::end).findFirst();
  }
}
