package dev.hourkey.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads days that people have typed. */
final class DateInput {
  private DateInput() {}

  /**
   * The beginning of a day in UTC.
   *
   * @param later how many days to add
   * @param problems gets a sentence if the text is not a date
   */
  static Optional<Instant> read(String text, int later, List<String> problems) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() < 1 || day.getYear() > 9998) {
        throw new DateTimeException("no such year in the database");
      }
      return Optional.of(day.plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      problems.add("“%s” is not a date; write it like 2026-03-02.".formatted(text));
      return Optional.empty();
    }
  }
}
