package dev.hourkey.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A browser's field for a day and a time, in UTC. */
final class TimeField {
  private TimeField() {}

  static Optional<Instant> read(String text) {
    try {
      LocalDateTime read = LocalDateTime.parse(text);
      return read.getYear() < 1 || read.getYear() > 9998
          ? Optional.empty() // There is no such year in the database.
          : Optional.of(read.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What the field contains for this time. */
  static String text(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The message for text that is not a time. */
  static String problem(String text) {
    return "“%s” is not a time; write it like 2026-03-02T12:00.".formatted(text);
  }
}
