package dev.hourkey.console;

import dev.hourkey.text.DurationText;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times and durations as pages show them. Times are in UTC, because evidence must not depend on a
 * browser.
 */
@TemplateExtension
final class TimeText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Pattern MOMENT =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

  private TimeText() {}

  static RawString shown(Instant time) {
    return new RawString(
        "<time datetime=\"%s\">%s</time>"
            .formatted(time.truncatedTo(ChronoUnit.SECONDS), text(time)));
  }

  static String text(Instant time) {
    return TIME.format(time);
  }

  /** Replaces the ISO times in one of Hourkey's sentences with times that people can read. */
  static String withTimes(String sentence) {
    return MOMENT
        .matcher(sentence)
        .replaceAll(time -> Matcher.quoteReplacement(inWords(time.group())));
  }

  private static String inWords(String moment) {
    try {
      return text(Instant.parse(moment));
    } catch (DateTimeException e) {
      return moment; // This text only looks like a time.
    }
  }

  /** The names of a table's columns, which are written with commas between them. */
  static List<String> columns(String names) {
    return List.of(names.split(","));
  }

  static String words(Duration duration) {
    return DurationText.words(duration);
  }
}
