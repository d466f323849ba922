package dev.hourkey.export;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to export.
 *
 * @param from the beginning of the period, if there is one
 * @param to the end of the period, which is not included
 * @param after leaves out the entries up to this one, to continue an export that broke off
 */
public record ExportSpec(
    ExportFormat format, Optional<Instant> from, Optional<Instant> to, long after) {
  /** The longest period of one export. */
  public static final Duration LONGEST = Duration.ofDays(400);

  public ExportSpec {
    problem(format, from, to, after)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  /** Why such an export is impossible, as a sentence; empty if it is possible. */
  public static Optional<String> problem(
      ExportFormat format, Optional<Instant> from, Optional<Instant> to, long after) {
    if (from.isPresent() != to.isPresent()) {
      return Optional.of("A period needs both 'from' and 'to'.");
    }
    if (from.isPresent() && !from.get().isBefore(to.orElseThrow())) {
      return Optional.of("'from' must be before 'to'.");
    }
    if (from.isPresent() && from.get().plus(LONGEST).isBefore(to.orElseThrow())) {
      return Optional.of(
          "A period may have at most %d days; export several.".formatted(LONGEST.toDays()));
    }
    if (format.period() == ExportFormat.Period.NEEDED && from.isEmpty()) {
      return Optional.of("'from' and 'to' are needed for the grants of a period.");
    }
    if (format.period() == ExportFormat.Period.NONE && from.isPresent()) {
      return Optional.of(
          "'from' and 'to' must be empty, because this export shows the present state.");
    }
    if (!format.continuable() && after > 0) {
      return Optional.of(
          "'after' is for grants and audit events; all else is exported from the beginning.");
    }
    return Optional.empty();
  }

  /** Whether a time lies in the period; true for every time if there is none. */
  boolean contains(Instant time) {
    return from.filter(time::isBefore).isEmpty() && to.filter(end -> !time.isBefore(end)).isEmpty();
  }
}
