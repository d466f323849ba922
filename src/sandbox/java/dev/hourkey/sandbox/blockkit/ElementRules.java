package dev.hourkey.sandbox.blockkit;

import static dev.hourkey.sandbox.blockkit.Rule.ANYTHING;
import static dev.hourkey.sandbox.blockkit.Rule.FLAG;
import static dev.hourkey.sandbox.blockkit.Rule.byType;
import static dev.hourkey.sandbox.blockkit.Rule.is;
import static dev.hourkey.sandbox.blockkit.Rule.list;
import static dev.hourkey.sandbox.blockkit.Rule.number;
import static dev.hourkey.sandbox.blockkit.Rule.object;
import static dev.hourkey.sandbox.blockkit.Rule.oneOf;
import static dev.hourkey.sandbox.blockkit.Rule.string;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Slack's limits for text objects and interactive elements. */
final class ElementRules {
  private static final int OPTIONS = 100;
  private static final Rule ACTION_ID = string(1, 255);
  private static final Rule PLACEHOLDER = plain(150);

  private static final Rule CONFIRM =
      object(
          Map.of(
              "title", plain(100),
              "text", text(300),
              "confirm", plain(30),
              "deny", plain(30),
              "style", oneOf("primary", "danger")),
          "title",
          "text",
          "confirm",
          "deny");

  private static final Rule OPTION = option(Map.of());
  private static final Rule OPTION_GROUP =
      object(Map.of("label", plain(75), "options", list(1, OPTIONS, OPTION)), "label", "options");

  /** The answer to a search in an external select. */
  static final Rule SUGGESTIONS =
      object(
              Map.of(
                  "options",
                  list(0, OPTIONS, OPTION),
                  "option_groups",
                  list(0, OPTIONS, OPTION_GROUP)))
          .and(
              is(
                  answer -> answer.has("options") != answer.has("option_groups"),
                  "must have either options or option_groups"));

  private static final Rule MULTI_EXTERNAL_SELECT =
      element(
          Map.of(
              "min_query_length", number(0, 3000),
              "max_selected_items", number(1, OPTIONS),
              "initial_options", list(1, OPTIONS, OPTION),
              "placeholder", PLACEHOLDER));

  private static final Map<String, Rule> RULES =
      Map.of(
          "button",
          element(
              Map.of(
                  "text", plain(75),
                  "value", string(0, 2000),
                  "url", string(1, 3000),
                  "style", oneOf("primary", "danger"),
                  "accessibility_label", string(1, 75)),
              "text"),
          "static_select",
          element(
                  Map.of(
                      "options",
                      list(1, OPTIONS, OPTION),
                      "option_groups",
                      list(1, OPTIONS, OPTION_GROUP),
                      "initial_option",
                      OPTION,
                      "placeholder",
                      PLACEHOLDER))
              .and(
                  is(
                      select -> select.has("options") != select.has("option_groups"),
                      "must have either options or option_groups"))
              .and(ElementRules::initialIsOffered),
          "external_select",
          element(
              Map.of(
                  "min_query_length", number(0, 3000),
                  "initial_option", OPTION,
                  "placeholder", PLACEHOLDER)),
          "overflow",
          element(Map.of("options", list(1, 5, option(Map.of("url", string(1, 3000))))), "options"),
          "checkboxes",
          element(
                  Map.of("options", list(1, 10, OPTION), "initial_options", list(1, 10, OPTION)),
                  "options")
              .and(ElementRules::initialIsOffered),
          "radio_buttons",
          element(Map.of("options", list(1, 10, OPTION), "initial_option", OPTION), "options")
              .and(ElementRules::initialIsOffered),
          "plain_text_input",
          element(
              Map.of(
                  "initial_value",
                  string(0, 3000),
                  "multiline",
                  FLAG,
                  "min_length",
                  number(0, 3000),
                  "max_length",
                  number(1, 3000),
                  "dispatch_action_config",
                  ANYTHING,
                  "placeholder",
                  PLACEHOLDER)),
          "number_input",
          element(
              Map.of(
                  "is_decimal_allowed",
                  FLAG,
                  "initial_value",
                  string(1, 3000),
                  "min_value",
                  string(1, 3000),
                  "max_value",
                  string(1, 3000),
                  "dispatch_action_config",
                  ANYTHING,
                  "placeholder",
                  PLACEHOLDER),
              "is_decimal_allowed"),
          "datetimepicker",
          element(
              Map.of(
                  "initial_date_time",
                  is(
                      time -> time.isIntegralNumber() && time.asText().length() == 10,
                      "must be a Unix timestamp of 10 digits"))),
          "image",
          image());

  private ElementRules() {}

  /** One of these elements. */
  static Rule anyOf(String... types) {
    Map<String, Rule> rules = new HashMap<>(RULES);
    rules.put("multi_external_select", MULTI_EXTERNAL_SELECT); // Map.of ends at ten.
    rules.put(
        "users_select",
        element(Map.of("initial_user", string(1, 255), "placeholder", PLACEHOLDER)));
    rules.keySet().retainAll(Set.of(types));
    return byType(rules);
  }

  static Rule plain(int longest) {
    return byType(Map.of("plain_text", plainText(longest)));
  }

  static Rule text(int longest) {
    return byType(Map.of("plain_text", plainText(longest), "mrkdwn", mrkdwn(longest)));
  }

  static Rule plainText(int longest) {
    return object(Map.of("type", ANYTHING, "text", string(1, longest), "emoji", FLAG), "text");
  }

  static Rule mrkdwn(int longest) {
    return object(Map.of("type", ANYTHING, "text", string(1, longest), "verbatim", FLAG), "text");
  }

  static Rule image() {
    return object(
        Map.of("type", ANYTHING, "image_url", string(1, 3000), "alt_text", string(1, 2000)),
        "image_url",
        "alt_text");
  }

  private static Rule option(Map<String, Rule> more) {
    Map<String, Rule> fields = new HashMap<>(more);
    fields.put("text", text(75));
    fields.put("value", string(1, 75));
    fields.put("description", text(75));
    return object(fields, "text", "value");
  }

  private static Rule element(Map<String, Rule> own, String... required) {
    Map<String, Rule> fields = new HashMap<>(own);
    fields.put("type", ANYTHING);
    fields.put("action_id", ACTION_ID);
    fields.put("confirm", CONFIRM);
    fields.put("focus_on_load", FLAG);
    return object(fields, required);
  }

  private static void initialIsOffered(JsonNode element, String pointer, List<String> problems) {
    Element offered = new Element(element, element);
    List<JsonNode> options = offered.options().toList();
    boolean known =
        (!element.has("initial_option") || options.contains(element.get("initial_option")))
            && element.path("initial_options").valueStream().allMatch(options::contains);
    if (!known) {
      problems.add(Rule.at("initial option must exactly match one of the options", pointer));
    }
  }
}
