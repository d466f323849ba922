package dev.hourkey.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Audit events as they are stored. An older event may lack what a newer one of its type has. */
public final class StoredEvent {
  public static final ObjectMapper JSON = new ObjectMapper();

  private StoredEvent() {}

  public static JsonNode read(AuditEntry entry) {
    try {
      return JSON.readTree(entry.utf8());
    } catch (IOException e) {
      throw new IllegalStateException("an audit entry is not JSON", e);
    }
  }

  public static JsonNode read(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit entry is not JSON", e);
    }
  }

  /**
   * When it happened. An entry that Hourkey did not write may have no time. It must neither break
   * its readers nor hold back the entries after it.
   */
  public static Optional<Instant> at(JsonNode event) {
    return time(event, "at");
  }

  /** A field with a time; empty if there is none that can be read. */
  public static Optional<Instant> time(JsonNode event, String field) {
    return time(event.path(field).textValue());
  }

  static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A text field that has a value. */
  public static Optional<String> text(JsonNode event, String field) {
    return Optional.ofNullable(event.get(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank());
  }

  /** A person with the name that the event has for them. */
  public static Optional<JsonNode> person(JsonNode event, String id) {
    return event
        .path("people")
        .valueStream()
        .filter(one -> one.path("id").asText().equals(id))
        .findFirst();
  }

  /** Name, principal name and object id. */
  public static String nameOf(JsonNode person) {
    return "%s <%s> %s"
        .formatted(
            person.path("name").asText(),
            person.path("principalName").asText(),
            person.path("id").asText());
  }

  /** The same for the person with this id; the id alone if the event has no name for them. */
  public static String nameOf(JsonNode event, String id) {
    return person(event, id).map(StoredEvent::nameOf).orElse(id);
  }
}
