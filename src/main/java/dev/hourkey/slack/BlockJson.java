package dev.hourkey.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Blocks as the JSON that Slack accepts, cut to its limits. The SDK's own model lacks fields such
 * as {@code verbatim}.
 */
final class BlockJson {
  /** Slack allows 3,000 characters in a section. */
  static final int SECTION = 2900;

  /** Slack's limit for a message. */
  static final int MAX_BLOCKS = 50;

  /** Slack's limit for the options of one select. */
  static final int MAX_OPTIONS = 100;

  /** Slack allows 2,000 characters in a field and in an element of a context. */
  private static final int SMALL = 1900;

  private static final ObjectMapper JSON = new ObjectMapper();

  private BlockJson() {}

  static String of(List<Block> blocks) {
    return write(blocks.stream().map(BlockJson::json).toList());
  }

  static String of(Modal modal) {
    return write(
        map(
            "type", "modal",
            "callback_id", modal.callback(),
            "private_metadata", modal.metadata(),
            "title", plain(modal.title(), 24),
            "submit", modal.submit().map(text -> plain(text, 24)),
            "close", plain(modal.close(), 24),
            "blocks", modal.blocks().stream().map(BlockJson::json).toList()));
  }

  static String of(HomeTab home) {
    return write(
        map("type", "home", "blocks", home.blocks().stream().map(BlockJson::json).toList()));
  }

  /** An answer to a response URL, seen by one person alone. */
  static String ephemeral(String mrkdwn) {
    return write(
        map(
            "response_type",
            "ephemeral",
            "replace_original",
            false,
            "text",
            mrkdwn,
            "blocks",
            Block.sections(mrkdwn).stream().map(BlockJson::json).toList()));
  }

  private static Optional<Boolean> flag(boolean set) {
    return set ? Optional.of(true) : Optional.empty();
  }

  private static Map<String, Object> json(Block block) {
    return switch (block) {
      case Block.Header(String text) -> map("type", "header", "text", plain(text, 150));
      case Block.Divider _ -> map("type", "divider");
      case Block.Section(String mrkdwn) -> map("type", "section", "text", mrkdwn(mrkdwn, SECTION));
      case Block.Row(Sentence sentence, Button button) ->
          map(
              "type", "section",
              "text", mrkdwn(sentence.mrkdwn(), SECTION),
              "accessory", json(button));
      case Block.Fields(List<Sentence> fields) ->
          map(
              "type",
              "section",
              "fields",
              fields.stream().map(field -> mrkdwn(field.mrkdwn(), SMALL)).toList());
      case Block.Context(String mrkdwn) ->
          map("type", "context", "elements", List.of(mrkdwn(mrkdwn, SMALL)));
      case Block.Quote(String foreign) -> RichText.quote(foreign);
      case Block.Code(String text) -> RichText.code(text);
      case Block.RichLine(Sentence sentence) -> RichText.line(sentence);
      case Block.BarChart(String title, var bars) -> ChartJson.of(title, bars);
      case Block.Actions(String id, List<Button> buttons) ->
          map(
              "type",
              "actions",
              "block_id",
              id,
              "elements",
              buttons.stream().map(BlockJson::json).toList());
      case Block.Input(String id, String label, Optional<String> hint, Block.Field field) ->
          map(
              "type", "input",
              "block_id", id,
              "label", plain(label, 2000),
              "hint", hint.map(text -> plain(SlackText.clean(text), 2000)),
              "dispatch_action", flag(field.updates()),
              "optional", flag(field.optional()),
              "element", json(id, field));
    };
  }

  private static Map<String, Object> json(String id, Block.Field field) {
    return switch (field) {
      case Block.Field.TextArea(int maxLength, String initial) ->
          map(
              "type",
              "plain_text_input",
              "action_id",
              id,
              "multiline",
              true,
              "max_length",
              maxLength,
              "initial_value",
              Optional.of(initial).filter(text -> !text.isEmpty()));
      case Block.Field.DateTime(String actionId) ->
          map("type", "datetimepicker", "action_id", actionId);
      case Block.Field.Checkbox(String actionId, Block.Option option) ->
          map("type", "checkboxes", "action_id", actionId, "options", List.of(json(option)));
      case Block.Field.OptionalText(int maxLength) ->
          map("type", "plain_text_input", "action_id", id, "max_length", maxLength);
      case Block.Field.OptionalUser _ -> map("type", "users_select", "action_id", id);
      case Block.Field.Search(String actionId, List<Block.Option> initial, int max) ->
          map(
              "type",
              "multi_external_select",
              "action_id",
              actionId,
              "min_query_length",
              0, // The first options are shown before anybody types.
              "max_selected_items",
              max,
              "initial_options",
              Optional.of(initial.stream().map(BlockJson::json).toList())
                  .filter(options -> !options.isEmpty()));
      case Block.Field.Select(
              String actionId,
              List<Block.Option> options,
              Optional<Block.Option> initial,
              _) ->
          map(
              "type",
              "static_select",
              "action_id",
              actionId,
              "options",
              options.stream().map(BlockJson::json).toList(),
              "initial_option",
              initial.map(BlockJson::json));
    };
  }

  /** The answer to Slack's search for options. */
  static String options(List<Block.Option> options) {
    return write(map("options", options.stream().map(BlockJson::json).toList()));
  }

  private static Map<String, Object> json(Block.Option option) {
    return map("text", plain(option.text(), 75), "value", option.value());
  }

  private static Map<String, Object> json(Button button) {
    return map(
        "type", "button",
        "action_id", button.actionId(),
        "text", plain(button.text(), 75),
        "value", button.value(),
        "url", button.url(),
        "style", button.style(),
        "accessibility_label", button.label().map(label -> SlackText.cut(label, 75)),
        "confirm", button.confirm().map(BlockJson::json));
  }

  private static Map<String, Object> json(Button.Confirm question) {
    return map(
        "title", plain(question.title(), 100),
        "text", plain(question.text(), 300),
        "confirm", plain(question.yes(), 30),
        "deny", plain(question.no(), 30));
  }

  private static Map<String, Object> plain(String text, int max) {
    return map("type", "plain_text", "text", SlackText.cut(visible(text), max));
  }

  private static Map<String, Object> mrkdwn(String text, int max) {
    return map("type", "mrkdwn", "text", SlackText.cutMarkup(visible(text), max), "verbatim", true);
  }

  /** Slack refuses a message with an empty text. */
  static String visible(String text) {
    return text.isBlank() ? "(no visible characters)" : text;
  }

  /** An optional that is empty is left out. */
  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String key = (String) keysAndValues[i];
      if (keysAndValues[i + 1] instanceof Optional<?> optional) {
        optional.ifPresent(value -> map.put(key, value));
      } else {
        map.put(key, keysAndValues[i + 1]);
      }
    }
    return map;
  }

  private static String write(Object json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write blocks", e);
    }
  }
}
