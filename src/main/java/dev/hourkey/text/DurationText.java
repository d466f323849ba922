package dev.hourkey.text;

import java.time.Duration;

/** Durations in readable form. */
public final class DurationText {
  private DurationText() {}

  /** Writes {@code 1 hour}, {@code 1 hour 30 minutes} or {@code 45 seconds}. */
  public static String words(Duration duration) {
    StringBuilder words = new StringBuilder();
    append(words, duration.toDays(), "day");
    append(words, duration.toHoursPart(), "hour");
    append(words, duration.toMinutesPart(), "minute");
    append(words, duration.toSecondsPart(), "second");
    return words.isEmpty() ? "0 seconds" : words.toString();
  }

  private static void append(StringBuilder words, long count, String unit) {
    if (count > 0) {
      words.append(words.isEmpty() ? "" : " ").append(Counted.of(count, unit));
    }
  }
}
