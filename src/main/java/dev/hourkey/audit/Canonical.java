package dev.hourkey.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.hourkey.person.PersonId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The one way an event is spelt: JSON with sorted keys, no blanks, no floats, times in UTC to the
 * millisecond, durations as ISO 8601. Hashes are over these bytes, so it must never change for an
 * event that exists.
 */
final class Canonical {
  /** Which spelling this is, so that a later one can be told apart. */
  private static final int VERSION = 1;

  private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, spelt(Canonical::millis))
                  .addSerializer(Duration.class, spelt(Canonical::millis))
                  .addSerializer(PersonId.class, ToStringSerializer.instance))
          .build();

  private Canonical() {}

  static String json(AuditEvent event, Instant at) {
    ObjectNode fields = JSON.valueToTree(event);
    fields.put("at", millis(at));
    fields.put("type", type(event));
    fields.put("v", VERSION);
    try {
      return JSON.writeValueAsString(JSON.convertValue(fields, TreeMap.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("spell " + event, e);
    }
  }

  private static String millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String millis(Duration duration) {
    return duration.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static <T> JsonSerializer<T> spelt(Function<T, String> spelling) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        json.writeString(spelling.apply(value));
      }
    };
  }

  private static String type(AuditEvent event) {
    return WORD.matcher(event.getClass().getSimpleName()).replaceAll("_").toLowerCase(Locale.ROOT);
  }
}
