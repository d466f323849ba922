package dev.hourkey.slack;

import dev.hourkey.catalog.AwsAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence with data in it, written once for both of Slack's texts: {@code mrkdwn} in blocks, and
 * plain text in notifications and screen readers. The template may contain markup. The data, which
 * replaces the placeholders <code>{}</code>, never becomes markup.
 *
 * @param data names and other foreign text as strings, moments, durations, people, numbers, ids,
 *     what a group opens, channels, links, other sentences
 */
record Sentence(String template, List<Object> data) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{}");
  private static final Pattern MARKUP = Pattern.compile(":[a-z_]+: ?|[*`]");

  static final Sentence NOTHING = of("");

  Sentence {
    data = List.copyOf(data);
    if (PLACEHOLDER.matcher(template).results().count() != data.size()) {
      throw new IllegalArgumentException(data.size() + " pieces of data for: " + template);
    }
  }

  static Sentence of(String template, Object... data) {
    return new Sentence(template, List.of(data));
  }

  /**
   * A sentence from another package. It may quote foreign text; commands in its backticks are code,
   * and moments in it, like {@code 2026-03-02T08:40:00Z}, are shown as times.
   */
  static Sentence literal(String sentence) {
    return of("{}", new Literal(sentence));
  }

  static Sentence joined(String separator, List<Sentence> sentences) {
    return sentences.stream().reduce((one, next) -> one.then(separator).then(next)).orElse(NOTHING);
  }

  Sentence then(String template, Object... more) {
    return then(of(template, more));
  }

  Sentence then(Sentence next) {
    return new Sentence(
        template + next.template, Stream.concat(data.stream(), next.data.stream()).toList());
  }

  /** The same sentence in one line. */
  Sentence inOneLine() {
    return new Sentence(template.replace("\n", " · "), data);
  }

  /** Returns the text for blocks. */
  String mrkdwn() {
    return filled(template, Sentence::mrkdwn);
  }

  /** Returns the text for notifications, screen readers and {@code plain_text} elements. */
  String plain() {
    return filled(MARKUP.matcher(template).replaceAll(""), Sentence::plain);
  }

  private String filled(String text, Function<Object, String> rendered) {
    Iterator<Object> next = data.iterator();
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(_ -> Matcher.quoteReplacement(rendered.apply(next.next())));
  }

  private static String mrkdwn(Object datum) {
    return switch (datum) {
      case Sentence sentence -> sentence.mrkdwn();
      case Literal(String sentence) ->
          SlackText.withTimes(SlackText.literal(sentence), SlackText::time);
      case String foreign -> SlackText.escape(foreign);
      case Instant moment -> SlackText.time(moment);
      case TimeLeft(Instant until) -> SlackText.timeLeft(until);
      case PersonMention someone -> someone.mention();
      case AwsAccess access -> AccessText.summary(access).mrkdwn();
      case Channel(String nameOrId) -> SlackText.channel(nameOrId);
      case UserGroup(String id, _) -> "<!subteam^" + id + ">";
      case Link(String label, String url) ->
          "<" + url.replace("&", "&amp;") + "|" + SlackText.escape(label) + ">";
      default -> plain(datum);
    };
  }

  private static String plain(Object datum) {
    return switch (datum) {
      case Sentence sentence -> sentence.plain();
      case Literal(String sentence) ->
          SlackText.withTimes(SlackText.line(sentence), SlackText::plainTime);
      case String foreign -> SlackText.line(foreign);
      case Instant moment -> SlackText.plainTime(moment);
      case TimeLeft(Instant until) -> SlackText.plainTime(until);
      case Duration duration -> SlackText.words(duration);
      case PersonMention(String name, _) -> SlackText.line(name);
      case AwsAccess access -> AccessText.summary(access).plain();
      case Channel(String nameOrId) -> SlackText.clean(nameOrId);
      case UserGroup(_, String name) -> SlackText.line(name);
      case Link(String label, _) -> SlackText.line(label);
      case Number number -> number.toString();
      case UUID id -> id.toString();
      default -> throw new IllegalArgumentException("unknown data: " + datum.getClass());
    };
  }

  /** A channel by the name or the id that the operator gave. */
  record Channel(String nameOrId) {}

  /** A Slack user group, whose members are mentioned. */
  record UserGroup(String id, String name) {}

  /** A moment that is still to come, with the time that is left. */
  record TimeLeft(Instant until) {}

  record Link(String label, String url) {}

  private record Literal(String sentence) {}
}
