package dev.hourkey.sandbox.blockkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An interactive element and the block that contains it. */
public record Element(JsonNode block, JsonNode json) {
  private static final Set<String> STATELESS = Set.of("button", "overflow", "image");

  /** The elements of all these blocks, in order. */
  public static Stream<Element> in(JsonNode blocks) {
    return blocks
        .valueStream()
        .flatMap(
            block ->
                Stream.of(
                        Stream.of(block.path("accessory"), block.path("element")),
                        block.path("type").asText().equals("actions")
                            ? block.path("elements").valueStream()
                            : Stream.<JsonNode>empty())
                    .flatMap(elements -> elements)
                    .filter(JsonNode::isObject)
                    .map(element -> new Element(block, element)));
  }

  public String type() {
    return json.path("type").asText();
  }

  public String blockId() {
    return block.path("block_id").asText();
  }

  public String actionId() {
    return json.path("action_id").asText();
  }

  /** Whether it has a place in {@code state.values}. */
  public boolean stateful() {
    return !STATELESS.contains(type());
  }

  public Stream<JsonNode> options() {
    return Stream.concat(
        json.path("options").valueStream(),
        json.path("option_groups")
            .valueStream()
            .flatMap(group -> group.path("options").valueStream()));
  }

  public Optional<JsonNode> option(String value) {
    return options().filter(option -> option.path("value").asText().equals(value)).findFirst();
  }

  /** Whether a person can enter {@code value} in this element. */
  public boolean offers(String value) {
    return switch (type()) {
      case "button" -> json.path("value").asText().equals(value);
      case "static_select", "overflow", "radio_buttons" -> option(value).isPresent();
      default -> true;
    };
  }

  /** The state of the element before anybody uses it. */
  public ObjectNode untouched() {
    return switch (type()) {
      case "checkboxes", "multi_external_select" ->
          state(
              "selected_options",
              json.path("initial_options").isArray() ? json.path("initial_options") : Json.array());
      case "static_select", "external_select", "radio_buttons", "overflow" ->
          state("selected_option", orNull(json.path("initial_option")));
      case "datetimepicker" -> state("selected_date_time", orNull(json.path("initial_date_time")));
      case "users_select" -> state("selected_user", orNull(json.path("initial_user")));
      default -> state("value", orNull(json.path("initial_value")));
    };
  }

  /**
   * Its state once a person has entered {@code value}. That is a text, a number, an option's value,
   * a list of such values, seconds since 1970 or, for an external select, the whole option or
   * options.
   */
  public ObjectNode entered(JsonNode value) {
    return switch (type()) {
      case "checkboxes" -> {
        var chosen = Json.array();
        value.forEach(one -> option(one.asText()).ifPresent(chosen::add));
        yield state("selected_options", chosen);
      }
      case "multi_external_select" ->
          state("selected_options", value.isArray() ? value : Json.array().add(value));
      case "static_select", "external_select", "radio_buttons", "overflow" ->
          state(
              "selected_option",
              value.isObject() ? value : option(value.asText("")).orElse(NullNode.instance));
      case "datetimepicker" ->
          state(
              "selected_date_time",
              value.isNull() || value.asText().isEmpty()
                  ? NullNode.instance
                  : JsonNodeFactory.instance.numberNode(value.asLong()));
      case "users_select" ->
          state("selected_user", value.asText("").isEmpty() ? NullNode.instance : value);
      default ->
          state(
              "value",
              value.asText("").isEmpty() || value.isNull()
                  ? NullNode.instance
                  : JsonNodeFactory.instance.textNode(value.asText()));
    };
  }

  private ObjectNode state(String field, JsonNode value) {
    ObjectNode state = Json.object().put("type", type());
    state.set(field, value);
    return state;
  }

  private static JsonNode orNull(JsonNode node) {
    return node.isMissingNode() ? NullNode.instance : node;
  }
}
