package dev.hourkey.slack;

import dev.hourkey.text.DurationText;
import dev.hourkey.text.PlainText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text for Slack. What people and directories wrote is data and never becomes markup. */
final class SlackText {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Pattern MOMENT =
      Pattern.compile("\\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  /**
   * An underscore that may start or end emphasis. Between two letters or digits, as in names, it
   * does not.
   */
  private static final Pattern UNDERSCORE =
      Pattern.compile("(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");

  private static final Pattern COMMAND = Pattern.compile("\u02cb((?:/|hourkey )[A-Za-z -]+)\u02cb");

  /** An update of a message may have 4,000 characters. */
  private static final int FALLBACK = 3000;

  private SlackText() {}

  /**
   * Foreign text inside {@code mrkdwn}, as one line. Slack has no escapes for marks of emphasis,
   * quotations and code, so similar-looking characters replace them.
   */
  static String escape(String foreign) {
    return escaped(withoutMarks(line(foreign)).replace('`', '\u02cb'));
  }

  /**
   * One of Hourkey's own sentences, which may quote foreign text: a command in backticks stays
   * code, and nothing else in it is markup.
   */
  static String literal(String sentence) {
    String marked = withoutMarks(line(sentence)).replace('`', '\u02cb');
    return escaped(COMMAND.matcher(marked).replaceAll("`$1`"));
  }

  /** Foreign text without line breaks, so that it cannot pass for another line. */
  static String line(String foreign) {
    return clean(foreign).replaceAll(" *\n+ *", " ");
  }

  private static String withoutMarks(String line) {
    String text = line.replace('*', '\u2217').replace('~', '\u223c');
    text = UNDERSCORE.matcher(text).replaceAll("\u02cd");
    return text.startsWith(">") ? "\uff1e" + text.substring(1) : text;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Foreign text for a {@code plain_text} or {@code rich_text} element, which parses nothing. */
  static String clean(String foreign) {
    return PlainText.clean(foreign);
  }

  /** A channel by the name or the id that the operator gave. */
  static String channel(String nameOrId) {
    return nameOrId.matches("[CG][A-Z0-9]{8,}")
        ? "<#" + nameOrId + ">"
        : "#" + escape(nameOrId.replaceFirst("^#", ""));
  }

  /** Plain text for the {@code text} of a message, in which Slack looks for mentions and links. */
  static String fallback(String plain) {
    return cutMarkup(escaped(plain), FALLBACK);
  }

  /** The text, cut to at most {@code length} characters as Slack counts them. */
  static String cut(String text, int length) {
    return PlainText.cut(text, length);
  }

  /** As {@link #cut}, but not within a mention, a date or an escaped character. */
  static String cutMarkup(String mrkdwn, int length) {
    return mrkdwn.length() <= length
        ? mrkdwn
        : cut(mrkdwn, length).replaceFirst("(<[^<>]*|&[a-z]{0,3})…$", "…");
  }

  /** A sentence with each ISO 8601 time replaced by what {@code written} returns for it. */
  static String withTimes(String sentence, Function<Instant, String> written) {
    return MOMENT
        .matcher(sentence)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    moment(found.group()).map(written).orElseGet(found::group)));
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A moment as the reader's own clock shows it. */
  static String time(Instant instant) {
    return "<!date^%d^{date_short_pretty} {time}|%s>"
        .formatted(instant.getEpochSecond(), UTC.format(instant));
  }

  /** The same with the remaining time, which the reader's Slack keeps up to date. */
  static String timeLeft(Instant instant) {
    return "<!date^%d^{date_short_pretty} {time} ({ago})|%s>"
        .formatted(instant.getEpochSecond(), UTC.format(instant));
  }

  /** A moment for notifications and screen readers, which know no date tokens. */
  static String plainTime(Instant instant) {
    return UTC.format(instant);
  }

  static String words(Duration duration) {
    return DurationText.words(duration);
  }
}
