package dev.hourkey.request;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.UUID;

/**
 * A week from Monday to Sunday, in UTC.
 *
 * @param monday its first day
 */
public record Week(LocalDate monday) {
  /** How long after the beginning of the following Monday its digest is sent. */
  private static final Duration MORNING = Duration.ofHours(8);

  /** A digest that could not be sent for this long is not sent at all. */
  private static final Duration FRESH = Duration.ofDays(1);

  /** The week whose digest is to be sent now, if there is one. */
  static Optional<Week> due(Instant now) {
    Week last = new Week(current(now).monday().minusWeeks(1));
    return Optional.of(last).filter(week -> week.sent(now) && !week.stale(now));
  }

  /** The week that this moment is in. */
  static Week current(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return new Week(today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
  }

  /** The week with this id. */
  static Week of(UUID id) {
    return new Week(LocalDate.ofEpochDay(id.getLeastSignificantBits()));
  }

  UUID id() {
    return new UUID(0, monday.toEpochDay());
  }

  Instant from() {
    return monday.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** The first moment after it. */
  Instant to() {
    return monday.plusWeeks(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private boolean sent(Instant now) {
    return !now.isBefore(to().plus(MORNING));
  }

  /** Whether it is too late to send its digest. */
  boolean stale(Instant now) {
    return !now.isBefore(to().plus(MORNING).plus(FRESH));
  }
}
