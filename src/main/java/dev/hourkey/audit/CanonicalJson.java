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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The only form in which events are stored: JSON with sorted keys, no blanks, no floats, times in
 * UTC to the millisecond, durations as ISO 8601. Hashes cover these bytes, so the form of an
 * existing event must never change.
 */
final class CanonicalJson {
  /** The version of this form, so that readers can distinguish it from later versions. */
  private static final int VERSION = 1;

  private static final Comparator<PersonId> BY_ID = Comparator.comparing(PersonId::value);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, serializer(CanonicalJson::millis))
                  .addSerializer(Duration.class, serializer(CanonicalJson::millis))
                  .addSerializer(PersonId.class, ToStringSerializer.instance))
          .build();

  private CanonicalJson() {}

  /**
   * The ids in an event that may be people's: every text in a field or a list, except the subject,
   * which is a request, a grant, a finding or an incident.
   */
  static Set<PersonId> people(AuditEvent event) {
    return JSON.valueToTree(event).properties().stream()
        .filter(field -> !field.getKey().equals("subject"))
        .map(Map.Entry::getValue)
        .flatMap(field -> field.isArray() ? field.valueStream() : Stream.of(field))
        .filter(field -> field.isTextual() && !field.asText().isBlank())
        .map(field -> new PersonId(field.asText()))
        .collect(Collectors.toCollection(() -> new TreeSet<>(BY_ID)));
  }

  /**
   * The event as it is stored.
   *
   * @param known the people that the event may name, with their names at that time
   */
  static String json(AuditEvent event, Instant at, Map<PersonId, Person> known) {
    ObjectNode fields = JSON.valueToTree(event);
    Map<PersonId, Person> people = new HashMap<>(namesIn(event));
    people.putAll(known);
    List<Person> named =
        people(event).stream().flatMap(id -> Stream.ofNullable(people.get(id))).toList();
    if (!named.isEmpty()) {
      ArrayNode array = fields.putArray("people");
      named.forEach(
          person ->
              array
                  .addObject()
                  .put("id", person.id().value())
                  .put("name", person.name())
                  .put("principalName", person.principalName()));
    }
    fields.put("at", millis(at));
    fields.put("type", EventTypes.of(event.getClass()));
    fields.put("v", VERSION);
    try {
      return JSON.writeValueAsString(JSON.convertValue(fields, TreeMap.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write as JSON: " + event, e);
    }
  }

  /** The names that an event contains itself, because Hourkey may not know these people. */
  private static Map<PersonId, Person> namesIn(AuditEvent event) {
    return event instanceof DriftEvent.StandingRecorded recorded
        ? recorded.named().stream()
            .filter(person -> !person.name().equals(person.id().value()))
            .collect(Collectors.toMap(Person::id, person -> person))
        : Map.of();
  }

  /**
   * The JSON that an event's {@code people} contains if one of them has this value in this field.
   */
  static String person(String field, String value) {
    return JSON.createArrayNode().add(JSON.createObjectNode().put(field, value)).toString();
  }

  private static String millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String millis(Duration duration) {
    return duration.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static <T> JsonSerializer<T> serializer(Function<T, String> spelling) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        json.writeString(spelling.apply(value));
      }
    };
  }
}
