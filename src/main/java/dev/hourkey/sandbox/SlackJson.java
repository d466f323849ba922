package dev.hourkey.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JSON as the Slack stand-in handles it. */
final class SlackJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  private SlackJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** What {@code json} says; the missing node when it is empty or no JSON at all. */
  static JsonNode read(@Nullable String json) {
    try {
      return MAPPER.readTree(json == null ? "" : json);
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  /** {@code json} as an object; an empty one when it is anything else. */
  static ObjectNode readObject(@Nullable String json) {
    return read(json) instanceof ObjectNode object ? object : object();
  }

  static Stream<JsonNode> each(JsonNode array) {
    return array.valueStream();
  }

  /** The field as text, or null when it is missing, null or not text. */
  static @Nullable String text(JsonNode object, String field) {
    return object.path(field).textValue();
  }
}
