package dev.hourkey.sandbox.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** Reads and writes what goes over the wire, and reads the seeds. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  private Json() {}

  /** An object of alternating names and values; a name whose value is null is left out. */
  public static ObjectNode object(@Nullable Object... namesAndValues) {
    ObjectNode object = MAPPER.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        object.set(String.valueOf(namesAndValues[i]), MAPPER.valueToTree(value));
      }
    }
    return object;
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON in {@code text}; the missing node when the text is empty or not JSON. */
  public static JsonNode readIfAny(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  /** The JSON object in {@code text}; an empty one when the text is anything else. */
  public static ObjectNode readObject(String text) {
    return readIfAny(text) instanceof ObjectNode object ? object : object();
  }

  /** The value as a map, list, string, number, boolean or null. */
  public static @Nullable Object value(JsonNode node) {
    return MAPPER.convertValue(node, Object.class);
  }

  /** The field as text, or null when it is missing, null or not text. */
  public static @Nullable String text(JsonNode object, String field) {
    return object.path(field).textValue();
  }

  /** Reads a YAML file of {@code resources/sandbox/}. */
  public static <T> T seed(String name, Class<T> type) {
    String path = "/sandbox/" + name;
    try (InputStream yaml = Objects.requireNonNull(Json.class.getResourceAsStream(path), path)) {
      return MAPPER.convertValue(new Yaml().load(yaml), type);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + path, e);
    }
  }
}
