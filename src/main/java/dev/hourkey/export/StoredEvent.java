package dev.hourkey.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEntry;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Audit events as they are stored. An older event may lack what a newer one of its type has. */
final class StoredEvent {
  static final ObjectMapper JSON = new ObjectMapper();

  private StoredEvent() {}

  static JsonNode read(AuditEntry entry) {
    return read(entry.payload());
  }

  static JsonNode read(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit entry is not JSON", e);
    }
  }

  /**
   * When it happened. An entry that Hourkey did not write may have no time; it must not keep back
   * the entries after it.
   */
  static Instant at(JsonNode event) {
    try {
      return Instant.parse(event.path("at").asText());
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** A text field that has a value. */
  static Optional<String> text(JsonNode event, String field) {
    return Optional.ofNullable(event.get(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank());
  }

  /** A person with the name that the event has for them. */
  static Optional<JsonNode> person(JsonNode event, String id) {
    return event
        .path("people")
        .valueStream()
        .filter(one -> one.path("id").asText().equals(id))
        .findFirst();
  }

  /** Name, principal name and object id. */
  static String nameOf(JsonNode person) {
    return "%s <%s> %s"
        .formatted(
            person.path("name").asText(),
            person.path("principalName").asText(),
            person.path("id").asText());
  }

  /** The same for the person with this id; the id alone if the event has no name for them. */
  static String nameOf(JsonNode event, String id) {
    return person(event, id).map(StoredEvent::nameOf).orElse(id);
  }
}
