package dev.hourkey.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Block Kit, as far as it is used here, within Slack's limits. The SDK's own model lacks fields, so
 * blocks are plain maps that are sent as JSON.
 */
final class Blocks {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Below Slack's 3000 for a section. */
  private static final int MOST_CHARACTERS = 2900;

  private static final int MOST_BLOCKS = 50;

  private Blocks() {}

  static Map<String, Object> header(String text) {
    return map("type", "header", "text", plain(SlackText.cut(text, 150)));
  }

  static Map<String, Object> section(String mrkdwn) {
    return map("type", "section", "text", mrkdwn(mrkdwn));
  }

  /** As many sections as it takes to say all of it, split between lines. */
  static List<Map<String, Object>> sections(String mrkdwn) {
    List<Map<String, Object>> sections = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String line : mrkdwn.lines().toList()) {
      if (part.length() + line.length() > MOST_CHARACTERS) {
        sections.add(section(part.toString()));
        part.setLength(0);
      }
      part.append(line).append('\n');
    }
    sections.add(section(part.toString()));
    return sections.subList(0, Math.min(sections.size(), MOST_BLOCKS));
  }

  static Map<String, Object> fields(List<String> mrkdwn) {
    return map(
        "type",
        "section",
        "fields",
        mrkdwn.stream().map(text -> mrkdwn(SlackText.cutMarkup(text, 1900))).toList());
  }

  static Map<String, Object> context(String mrkdwn) {
    return map("type", "context", "elements", List.of(mrkdwn(mrkdwn)));
  }

  /** Foreign text as a quotation: rich text takes it literally. */
  static Map<String, Object> quote(String foreign) {
    String shown = SlackText.clean(foreign);
    return richText("rich_text_quote", shown.isEmpty() ? "(nothing that can be seen)" : shown);
  }

  /** The same blocks, but the first one is the whole text as rich text. */
  static List<Map<String, Object>> withRichText(List<Map<String, Object>> blocks, String text) {
    List<Map<String, Object>> all = new ArrayList<>(blocks);
    if (!all.isEmpty()) {
      all.removeFirst();
    }
    all.addFirst(richText("rich_text_section", SlackText.clean(text)));
    return all;
  }

  static Map<String, Object> code(String text) {
    return richText("rich_text_preformatted", text);
  }

  static Map<String, Object> actions(String blockId, List<Map<String, Object>> elements) {
    return map("type", "actions", "block_id", blockId, "elements", elements);
  }

  static Map<String, Object> button(String actionId, String text, String value) {
    return map("type", "button", "action_id", actionId, "text", plain(text), "value", value);
  }

  static Map<String, Object> link(String actionId, String text, String url) {
    return map("type", "button", "action_id", actionId, "text", plain(text), "url", url);
  }

  static Map<String, Object> input(String id, String label, Map<String, Object> element) {
    return map("type", "input", "block_id", id, "label", plain(label), "element", element);
  }

  /** A field for several lines of text. */
  static Map<String, Object> textArea(String actionId, int maxLength) {
    return map(
        "type",
        "plain_text_input",
        "action_id",
        actionId,
        "multiline",
        true,
        "max_length",
        maxLength);
  }

  static Map<String, Object> option(String text, String value) {
    return map("text", plain(SlackText.cut(text, 75)), "value", value);
  }

  static Map<String, Object> plain(String text) {
    return map("type", "plain_text", "text", text);
  }

  static Map<String, Object> mrkdwn(String text) {
    return map(
        "type", "mrkdwn", "text", SlackText.cutMarkup(text, MOST_CHARACTERS), "verbatim", true);
  }

  /** The same map with more in it. */
  static Map<String, Object> with(Map<String, Object> map, Object... more) {
    Map<String, Object> all = new LinkedHashMap<>(map);
    all.putAll(map(more));
    return all;
  }

  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  static String json(Object blocks) {
    try {
      return JSON.writeValueAsString(blocks);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write blocks", e);
    }
  }

  private static Map<String, Object> richText(String kind, String text) {
    List<Map<String, Object>> inner = new ArrayList<>();
    inner.add(map("type", "text", "text", text));
    return map("type", "rich_text", "elements", List.of(map("type", kind, "elements", inner)));
  }
}
