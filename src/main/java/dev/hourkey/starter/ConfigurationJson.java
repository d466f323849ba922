package dev.hourkey.starter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.starter.MigrationSource.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the configuration of an earlier tool, which is JSON, leniently. */
final class ConfigurationJson {
  private ConfigurationJson() {}

  static JsonNode read(Path file) throws Unreadable {
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new Unreadable(
          "%s is not JSON: see line %d; docs/policy.md says how to get it"
              .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new Unreadable(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The first of these keys that the object has; a missing node if it has none. */
  static JsonNode first(JsonNode object, String... keys) {
    for (String key : keys) {
      if (object.hasNonNull(key)) {
        return object.path(key);
      }
    }
    return object.path(keys[0]);
  }

  /** Reads one text, or a list of texts. */
  static Set<String> texts(JsonNode value) {
    Set<String> texts = new LinkedHashSet<>();
    if (value.isArray()) {
      value.forEach(item -> texts.add(item.asText().strip()));
    } else if (value.isValueNode() && !value.isNull()) {
      texts.add(value.asText().strip());
    }
    texts.remove("");
    return texts;
  }

  static List<JsonNode> items(JsonNode list) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    return items;
  }

  /** Reads true or false, which may be written as text; empty if it is left out. */
  static Optional<Boolean> flag(JsonNode value) {
    return switch (value.asText().toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
