package dev.hourkey.sandbox.blockkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A rule of Slack for a piece of Block Kit. */
public interface Rule {
  /** Adds to {@code problems} what is wrong with {@code value}, which is at {@code pointer}. */
  void check(JsonNode value, String pointer, List<String> problems);

  /** Accepts any value. */
  Rule ANYTHING = (_, _, _) -> {};

  Rule FLAG = is(JsonNode::isBoolean, "must provide a boolean");
  Rule WHOLE = is(JsonNode::isIntegralNumber, "must provide an integer");

  static Rule is(Predicate<JsonNode> wanted, String otherwise) {
    return (value, pointer, problems) -> {
      if (!wanted.test(value)) {
        problems.add(at(otherwise, pointer));
      }
    };
  }

  static Rule string(int shortest, int longest) {
    return (value, pointer, problems) -> {
      if (!value.isTextual()) {
        problems.add(at("must provide a string", pointer));
      } else if (length(value) < shortest) {
        problems.add(at("must be more than " + (shortest - 1) + " characters", pointer));
      } else if (length(value) > longest) {
        problems.add(at("must be less than " + (longest + 1) + " characters", pointer));
      }
    };
  }

  static Rule oneOf(String... words) {
    Set<String> allowed = Set.of(words);
    return is(
        value -> value.isTextual() && allowed.contains(value.textValue()),
        "must be a valid enum value");
  }

  static Rule number(int least, int max) {
    return is(
        value -> value.isIntegralNumber() && value.asLong() >= least && value.asLong() <= max,
        "must be an integer from " + least + " to " + max);
  }

  static Rule list(int fewest, int max, Rule each) {
    return (value, pointer, problems) -> {
      if (!value.isArray()) {
        problems.add(at("must provide an array", pointer));
        return;
      }
      if (value.size() < fewest) {
        problems.add(at("no fewer than " + fewest + " items allowed", pointer));
      }
      if (value.size() > max) {
        problems.add(at("no more than " + max + " items allowed", pointer));
      }
      for (int i = 0; i < value.size(); i++) {
        each.check(value.get(i), pointer + "/" + i, problems);
      }
    };
  }

  /** An object with these fields and no others; some of them are {@code required}. */
  static Rule object(Map<String, Rule> fields, String... required) {
    return (value, pointer, problems) -> {
      if (!value.isObject()) {
        problems.add(at("must provide an object", pointer));
        return;
      }
      for (String field : required) {
        if (!value.hasNonNull(field)) {
          problems.add(at("missing required field: " + field, pointer));
        }
      }
      value
          .properties()
          .forEach(
              field -> {
                Rule rule = fields.get(field.getKey());
                if (rule == null) {
                  problems.add(at("invalid additional property: " + field.getKey(), pointer));
                } else if (!field.getValue().isNull()) {
                  rule.check(field.getValue(), pointer + "/" + field.getKey(), problems);
                }
              });
    };
  }

  /** An object whose {@code type} says which rule applies. */
  static Rule byType(Map<String, Rule> rules) {
    return (value, pointer, problems) -> {
      Rule rule = rules.get(value.path("type").asText());
      if (rule == null) {
        problems.add(
            at("unsupported type: " + value.path("type").asText("none"), pointer + "/type"));
      } else {
        rule.check(value, pointer, problems);
      }
    };
  }

  default Rule and(Rule other) {
    return (value, pointer, problems) -> {
      check(value, pointer, problems);
      other.check(value, pointer, problems);
    };
  }

  static String at(String problem, String pointer) {
    return problem + " [json-pointer:" + pointer + "]";
  }

  private static int length(JsonNode text) {
    return text.textValue().codePointCount(0, text.textValue().length());
  }
}
