package dev.hourkey.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the values of query parameters. Answers with 400 and the reason if it cannot read one. */
final class QueryParameters {
  /** PostgreSQL can store every time in this range; a time outside it is a mistake. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private QueryParameters() {}

  static boolean flag(String name, Optional<String> text) {
    return switch (text.orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.badRequest("'" + name + "' must be true or false.");
    };
  }

  /** A number from 1 to {@code max}. */
  static int limit(String name, Optional<String> text, int otherwise, int max) {
    long value = text.map(given -> number(name, given)).orElse((long) otherwise);
    if (value < 1 || value > max) {
      throw Problem.badRequest("'" + name + "' must be from 1 to " + max + ".");
    }
    return (int) value;
  }

  /** A number that is not negative. */
  static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Problem.badRequest("'" + name + "' must be a whole number.");
    }
    return Long.parseLong(text);
  }

  /** One of the constants, in lower case. */
  static <E extends Enum<E>> E oneOf(String name, String text, Class<E> words) {
    return Stream.of(words.getEnumConstants())
        .filter(one -> word(one).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "'%s' must be one of %s."
                        .formatted(
                            name,
                            Stream.of(words.getEnumConstants())
                                .map(QueryParameters::word)
                                .collect(Collectors.joining(", ")))));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  static Optional<UUID> id(String name, Optional<String> text) {
    try {
      return text.map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("'" + name + "' must be an id, such as a grant's.");
    }
  }

  /** A moment with its zone, or a date, which begins at midnight in UTC. */
  static Optional<Instant> time(String name, Optional<String> text) {
    return text.map(
        given ->
            parsed(given.replace(' ', '+')) // An unescaped + is decoded as a space.
                .filter(time -> time.isAfter(EARLIEST) && time.isBefore(LATEST))
                .orElseThrow(
                    () ->
                        Problem.badRequest(
                            "'"
                                + name
                                + "' must be a date such as 2026-03-02 or a time with its zone such"
                                + " as 2026-03-02T12:00:00Z.")));
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(
          text.length() == "2026-03-02".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
