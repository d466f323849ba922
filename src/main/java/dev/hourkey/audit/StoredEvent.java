package dev.hourkey.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Audit events as they are stored. An older event may lack fields that newer events of its type
 * have.
 */
public final class StoredEvent {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final String SECONDS = "0000-00-00T00:00:00Z";
  private static final String MILLIS = "0000-00-00T00:00:00.000Z";

  private StoredEvent() {}

  public static JsonNode read(AuditEntry entry) {
    return read(entry.utf8());
  }

  /**
   * Reads a payload.
   *
   * @param utf8 the payload in UTF-8
   */
  public static JsonNode read(byte[] utf8) {
    try {
      return JSON.readTree(utf8);
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
   * When it happened. An entry that Hourkey did not write may have no time. It must neither make
   * its readers fail nor delay the entries after it.
   */
  public static Optional<Instant> at(JsonNode event) {
    return time(event, "at");
  }

  /** The id of its subject; empty if there is none or it is not a UUID. */
  public static Optional<UUID> subject(JsonNode event) {
    try {
      return Optional.ofNullable(event.path("subject").textValue()).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The time in a field; empty if the field is missing or can't be parsed. */
  public static Optional<Instant> time(JsonNode event, String field) {
    return time(event.path(field).textValue());
  }

  static Optional<Instant> time(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(instant(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Events have their times in one of two forms, which need no general and slow parser. */
  private static Instant instant(String text) {
    if (hasForm(text, SECONDS) || hasForm(text, MILLIS)) {
      try {
        return LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, 19),
                text.length() == MILLIS.length() ? number(text, 20, 23) * 1_000_000 : 0)
            .toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        return Instant.parse(text); // It accepts other forms too, such as a leap second.
      }
    }
    return Instant.parse(text);
  }

  private static boolean hasForm(String text, String form) {
    if (text.length() != form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char each = text.charAt(i);
      if (form.charAt(i) == '0' ? each < '0' || each > '9' : each != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  /** The text in a field, if it has a value. */
  public static Optional<String> text(JsonNode event, String field) {
    return Optional.ofNullable(event.get(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank());
  }

  /** The event's data about a person, with their name. */
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

  /**
   * Like {@link #nameOf(JsonNode)}, for the person with this id; only the id if the event does not
   * name them.
   */
  public static String nameOf(JsonNode event, String id) {
    return person(event, id).map(StoredEvent::nameOf).orElse(id);
  }
}
