package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.Element;
import dev.hourkey.sandbox.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code state.values}: what the fields of a message or view hold. */
final class FormInputs {
  private FormInputs() {}

  /** The values of {@code blocks}; what was entered {@code before} under the same ids stays. */
  static ObjectNode values(JsonNode blocks, JsonNode before) {
    ObjectNode values = Json.object();
    Element.in(blocks)
        .filter(Element::stateful)
        .forEach(
            element -> {
              JsonNode kept = before.path(element.blockId()).path(element.actionId());
              boolean same = kept.path("type").asText().equals(element.type());
              put(values, element, same ? kept : element.untouched());
            });
    return values;
  }

  /** The values after a person entered some more, given as block id → action id → value. */
  static ObjectNode entered(JsonNode blocks, ObjectNode before, JsonNode entries) {
    ObjectNode values = before.deepCopy();
    Element.in(blocks)
        .filter(Element::stateful)
        .forEach(
            element -> {
              JsonNode entry = entries.path(element.blockId()).path(element.actionId());
              if (!entry.isMissingNode()) {
                put(values, element, element.entered(entry));
              }
            });
    return values;
  }

  /** The problems that Slack finds itself before it calls the app, by block. */
  static Map<String, String> problems(JsonNode blocks, JsonNode values) {
    Map<String, String> problems = new LinkedHashMap<>();
    Element.in(blocks)
        .filter(element -> element.block().path("type").asText().equals("input"))
        .forEach(
            element -> {
              String problem = problem(element, values);
              if (problem != null) {
                problems.put(element.blockId(), problem);
              }
            });
    return problems;
  }

  private static @Nullable String problem(Element element, JsonNode values) {
    JsonNode state = values.path(element.blockId()).path(element.actionId());
    if (empty(state)) {
      return element.block().path("optional").asBoolean()
          ? null
          : "Please complete this required field.";
    }
    return switch (element.type()) {
      case "plain_text_input" -> length(element.json(), state.path("value").asText());
      case "number_input" -> range(element.json(), state.path("value").asText());
      default -> null;
    };
  }

  private static boolean empty(JsonNode state) {
    return state.properties().stream()
        .filter(field -> !field.getKey().equals("type"))
        .allMatch(
            field ->
                field.getValue().isNull()
                    || (field.getValue().isArray() && field.getValue().isEmpty()));
  }

  private static @Nullable String length(JsonNode element, String text) {
    int shortest = element.path("min_length").asInt(0);
    int longest = element.path("max_length").asInt(3000);
    if (text.length() < shortest) {
      return "Please enter at least " + shortest + " characters.";
    }
    return text.length() > longest ? "Please enter at most " + longest + " characters." : null;
  }

  private static @Nullable String range(JsonNode element, String text) {
    try {
      double number = Double.parseDouble(text);
      if (!element.path("is_decimal_allowed").asBoolean() && number != Math.rint(number)) {
        return "Please enter a whole number.";
      }
      if (element.has("min_value") && number < element.path("min_value").asDouble()) {
        return "Please enter a number of at least " + element.path("min_value").asText() + ".";
      }
      return element.has("max_value") && number > element.path("max_value").asDouble()
          ? "Please enter a number of at most " + element.path("max_value").asText() + "."
          : null;
    } catch (NumberFormatException e) {
      return "Please enter a number.";
    }
  }

  static void put(ObjectNode values, Element element, JsonNode state) {
    values.withObject("/" + escaped(element.blockId())).set(element.actionId(), state);
  }

  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
