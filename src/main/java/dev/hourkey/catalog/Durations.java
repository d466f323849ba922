package dev.hourkey.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Durations as the policy file writes them: {@code 45s}, {@code 30m}, {@code 8h}, {@code 2d}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
  private static final Pattern PART =
      Pattern.compile(
          "([0-9]{1,6}(?:\\.[0-9]{1,3})?)(years?|y|weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)");
  private static final Pattern SUM = Pattern.compile("(?:pt)?(?:" + PART.pattern() + ")+");
  private static final Pattern MINUTES_LAST = Pattern.compile("([0-9]h)([0-9]{1,2})$");

  /**
   * No sensible duration is longer. There is a limit because the pattern uses some stack for each
   * part.
   */
  private static final int LONGEST_TEXT = 100;

  private static final Duration LONGEST = Duration.ofDays(365);

  private Durations() {}

  /** Reads a duration; empty if it has another form, is zero, or is longer than a year. */
  public static Optional<Duration> parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(parts.group(1));
    Duration duration =
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    return duration.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(duration);
  }

  static boolean isOne(String text) {
    return parse(text).isPresent();
  }

  /** Reads a duration, or {@code 0}. */
  public static Optional<Duration> parseOrZero(String text) {
    return text.strip().equals("0") ? Optional.of(Duration.ZERO) : parse(text);
  }

  /**
   * A duration in another unambiguous notation, converted to the notation of the policy file:
   * {@code 90m} for {@code 1h30m}, {@code 1h30}, {@code 1.5h} and {@code PT1H30M}. For a duration
   * that is too long, this is the longest one. Empty for a number without a unit.
   */
  static Optional<String> suggestion(String text) {
    return meant(MINUTES_LAST.matcher(compact(text)).replaceFirst("$1$2m"))
        .map(meant -> meant.compareTo(LONGEST) > 0 ? LONGEST : meant)
        .map(Durations::text)
        .filter(Durations::isOne);
  }

  private static String compact(String text) {
    return text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
  }

  private static Optional<Duration> meant(String compact) {
    if (compact.length() > LONGEST_TEXT || !SUM.matcher(compact).matches()) {
      return Optional.empty();
    }
    BigDecimal seconds =
        PART.matcher(compact)
            .results()
            .map(
                part ->
                    new BigDecimal(part.group(1))
                        .multiply(BigDecimal.valueOf(secondsOf(part.group(2)))))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return seconds.stripTrailingZeros().scale() > 0
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(seconds.longValueExact()));
  }

  /** Reads a duration as people type it, including {@code 90min}, {@code 1h30m} or {@code 1.5h}. */
  public static Optional<Duration> typed(String text) {
    return parse(text)
        .or(() -> meant(compact(text)).map(Durations::text).flatMap(Durations::parse));
  }

  /** The duration as the policy file writes it, in the largest unit of which it is a multiple. */
  public static String text(Duration duration) {
    return Stream.of("d", "h", "m")
        .filter(unit -> duration.toSeconds() % secondsOf(unit) == 0)
        .findFirst()
        .map(unit -> duration.toSeconds() / secondsOf(unit) + unit)
        .orElseGet(() -> duration.toSeconds() + "s");
  }

  private static long secondsOf(String unit) {
    return switch (unit.charAt(0)) {
      case 'y' -> 31_536_000;
      case 'w' -> 604_800;
      case 'd' -> 86_400;
      case 'h' -> 3600;
      case 'm' -> 60;
      default -> 1;
    };
  }
}
