package dev.hourkey.slack;

import static dev.hourkey.slack.BlockJson.map;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slack's rich text. It shows foreign text literally, and people and times as mentions and dates.
 */
final class RichText {
  /** Slack allows 12,000 characters in a piece of text. */
  private static final int PIECE = 11_900;

  private static final Pattern MARK = Pattern.compile("\\{}|\\*|:([a-z_]+):");

  private RichText() {}

  static Map<String, Object> quote(String foreign) {
    return block(
        "rich_text_quote", List.of(text(BlockJson.visible(SlackText.clean(foreign)), false)));
  }

  static Map<String, Object> code(String text) {
    return block(
        "rich_text_preformatted",
        List.of(text(SlackText.cut(BlockJson.visible(text), PIECE), false)));
  }

  static Map<String, Object> line(Sentence sentence) {
    List<Map<String, Object>> pieces = new ArrayList<>();
    add(sentence, false, pieces);
    return block("rich_text_section", pieces);
  }

  private static Map<String, Object> block(String kind, List<Map<String, Object>> pieces) {
    return map("type", "rich_text", "elements", List.of(map("type", kind, "elements", pieces)));
  }

  private static void add(Sentence sentence, boolean bold, List<Map<String, Object>> pieces) {
    String template = sentence.template();
    Iterator<Object> data = sentence.data().iterator();
    Matcher marks = MARK.matcher(template);
    boolean strong = bold;
    int from = 0;
    while (marks.find()) {
      add(template.substring(from, marks.start()), strong, pieces);
      from = marks.end();
      switch (marks.group()) {
        case "*" -> strong = !strong;
        case "{}" -> add(data.next(), strong, pieces);
        default -> pieces.add(map("type", "emoji", "name", marks.group(1)));
      }
    }
    add(template.substring(from), strong, pieces);
  }

  private static void add(Object datum, boolean bold, List<Map<String, Object>> pieces) {
    switch (datum) {
      case Sentence sentence -> add(sentence, bold, pieces);
      case PersonMention(_, Optional<String> user) when user.isPresent() ->
          pieces.add(map("type", "user", "user_id", user.get()));
      case Instant moment ->
          pieces.add(
              map(
                  "type",
                  "date",
                  "timestamp",
                  moment.getEpochSecond(),
                  "format",
                  "{date_short_pretty} {time}",
                  "fallback",
                  SlackText.plainTime(moment)));
      default -> add(Sentence.of("{}", datum).plain(), bold, pieces);
    }
  }

  /** Consecutive text in the same style stays one piece. */
  private static void add(String text, boolean bold, List<Map<String, Object>> pieces) {
    if (text.isEmpty()) {
      return;
    }
    if (!pieces.isEmpty()
        && pieces.getLast().get("text") instanceof String before
        && pieces.getLast().equals(text(before, bold))) {
      pieces.set(pieces.size() - 1, text(before + text, bold));
    } else {
      pieces.add(text(text, bold));
    }
  }

  private static Map<String, Object> text(String text, boolean bold) {
    return map(
        "type",
        "text",
        "text",
        text,
        "style",
        bold ? Optional.of(Map.of("bold", true)) : Optional.empty());
  }
}
