package dev.hourkey.sandbox.blockkit;

import static dev.hourkey.sandbox.blockkit.ElementRules.plain;
import static dev.hourkey.sandbox.blockkit.ElementRules.text;
import static dev.hourkey.sandbox.blockkit.Rule.ANYTHING;
import static dev.hourkey.sandbox.blockkit.Rule.FLAG;
import static dev.hourkey.sandbox.blockkit.Rule.byType;
import static dev.hourkey.sandbox.blockkit.Rule.is;
import static dev.hourkey.sandbox.blockkit.Rule.list;
import static dev.hourkey.sandbox.blockkit.Rule.object;
import static dev.hourkey.sandbox.blockkit.Rule.oneOf;
import static dev.hourkey.sandbox.blockkit.Rule.string;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Slack's limits for blocks, messages and views, and the sentences about what exceeds them. */
public final class BlockKit {
  private static final Rule BLOCKS_OF_MESSAGES = list(1, 50, byType(blocks("table")));
  private static final Rule BLOCKS_OF_FORMS = list(1, 100, byType(blocks("alert")));
  private static final Rule BLOCKS_OF_HOMES = list(1, 100, byType(blocks("")));

  private static final int MAX_CHARTS = 2;

  private static final Rule MODAL =
      object(view(BLOCKS_OF_FORMS, true), "type", "title", "blocks")
          .and(
              is(
                  view ->
                      view.hasNonNull("submit")
                          || view.path("blocks")
                              .valueStream()
                              .noneMatch(block -> block.path("type").asText().equals("input")),
                  "missing required field: submit"));
  private static final Rule HOME = object(view(BLOCKS_OF_HOMES, false), "type", "blocks");
  private static final Rule VIEW = byType(Map.of("modal", MODAL, "home", HOME));

  private BlockKit() {}

  /** What is wrong with the blocks of a message, each with a JSON pointer; empty if nothing is. */
  public static List<String> problemsOfMessage(JsonNode blocks) {
    List<String> problems = new ArrayList<>();
    BLOCKS_OF_MESSAGES.check(blocks, "/blocks", problems);
    long charts =
        blocks
            .valueStream()
            .filter(block -> block.path("type").asText().equals("data_visualization"))
            .count();
    if (charts > MAX_CHARTS) {
      problems.add(Rule.at("no more than 2 charts allowed", "/blocks"));
    }
    ids(blocks, "/blocks", problems);
    return problems;
  }

  /** What is wrong with a form or home tab, each with a JSON pointer; empty if nothing is. */
  public static List<String> problemsOfView(JsonNode view) {
    List<String> problems = new ArrayList<>();
    VIEW.check(view, "/view", problems);
    ids(view.path("blocks"), "/view/blocks", problems);
    return problems;
  }

  /** What is wrong with the options for a search, each with a JSON pointer. */
  public static List<String> problemsOfSuggestions(JsonNode answer) {
    List<String> problems = new ArrayList<>();
    ElementRules.SUGGESTIONS.check(answer, "", problems);
    return problems;
  }

  private static Map<String, Rule> blocks(String more) {
    Map<String, Rule> blocks = new HashMap<>();
    blocks.put("header", block(Map.of("text", plain(150)), "text"));
    blocks.put("divider", block(Map.of()));
    blocks.put(
        "section",
        block(
                Map.of(
                    "text", text(3000),
                    "fields", list(1, 10, text(2000)),
                    "expand", FLAG,
                    "accessory",
                        ElementRules.anyOf(
                            "button",
                            "static_select",
                            "external_select",
                            "overflow",
                            "checkboxes",
                            "radio_buttons",
                            "image")))
            .and(
                is(
                    section -> section.hasNonNull("text") || section.hasNonNull("fields"),
                    "missing required field: text or fields")));
    blocks.put(
        "context",
        block(
            Map.of(
                "elements",
                list(
                    1,
                    10,
                    byType(
                        Map.of(
                            "image", ElementRules.image(),
                            "plain_text", ElementRules.plainText(2000),
                            "mrkdwn", ElementRules.mrkdwn(2000))))),
            "elements"));
    blocks.put(
        "actions",
        block(
            Map.of(
                "elements",
                list(
                    1,
                    25,
                    ElementRules.anyOf(
                        "button",
                        "static_select",
                        "external_select",
                        "overflow",
                        "checkboxes",
                        "radio_buttons",
                        "datetimepicker"))),
            "elements"));
    blocks.put(
        "input",
        block(
            Map.of(
                "label", plain(2000),
                "hint", plain(2000),
                "optional", FLAG,
                "dispatch_action", FLAG,
                "element",
                    ElementRules.anyOf(
                        "plain_text_input",
                        "number_input",
                        "static_select",
                        "external_select",
                        "multi_external_select",
                        "users_select",
                        "checkboxes",
                        "radio_buttons",
                        "datetimepicker")),
            "label",
            "element"));
    blocks.put("rich_text", block(Map.of("elements", RichTextRules.ELEMENTS), "elements"));
    blocks.put(
        "image",
        block(
            Map.of(
                "image_url", string(1, 3000),
                "alt_text", string(1, 2000),
                "title", plain(2000)),
            "image_url",
            "alt_text"));
    if (more.equals("table")) {
      blocks.put(
          "data_visualization",
          block(Map.of("title", string(1, 50), "chart", ChartRules.CHART), "title", "chart"));
      blocks.put(
          "table", block(Map.of("rows", RichTextRules.ROWS, "column_settings", ANYTHING), "rows"));
    }
    if (more.equals("alert")) {
      blocks.put(
          "alert",
          block(
              Map.of(
                  "text",
                  text(3000),
                  "level",
                  oneOf("default", "info", "warning", "error", "success")),
              "text"));
    }
    return blocks;
  }

  private static Rule block(Map<String, Rule> own, String... required) {
    Map<String, Rule> fields = new HashMap<>(own);
    fields.put("type", ANYTHING);
    fields.put("block_id", string(1, 255));
    return object(fields, required);
  }

  private static Map<String, Rule> view(Rule blocks, boolean modal) {
    Map<String, Rule> fields = new HashMap<>();
    fields.put("type", ANYTHING);
    fields.put("blocks", blocks);
    fields.put("private_metadata", string(0, 3000));
    fields.put("callback_id", string(0, 255));
    fields.put("external_id", string(0, 255));
    if (modal) {
      fields.put("title", plain(24));
      fields.put("submit", plain(24));
      fields.put("close", plain(24));
      fields.put("clear_on_close", FLAG);
      fields.put("notify_on_close", FLAG);
      fields.put("submit_disabled", FLAG);
    }
    return fields;
  }

  private static void ids(JsonNode blocks, String pointer, List<String> problems) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < blocks.size(); i++) {
      JsonNode block = blocks.get(i);
      if (block.has("block_id") && !seen.add(block.get("block_id").asText())) {
        problems.add(
            Rule.at(
                "`block_id` " + block.get("block_id").asText() + " already exists",
                pointer + "/" + i + "/block_id"));
      }
      Set<String> actions = new HashSet<>();
      for (int j = 0; j < block.path("elements").size(); j++) {
        String action = Json.text(block.path("elements").path(j), "action_id");
        if (action != null && !actions.add(action)) {
          problems.add(
              Rule.at(
                  "`action_id` " + action + " already exists",
                  pointer + "/" + i + "/elements/" + j + "/action_id"));
        }
      }
    }
  }
}
