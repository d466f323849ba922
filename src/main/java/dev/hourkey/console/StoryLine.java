package dev.hourkey.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEntry;
import java.time.Instant;

/**
 * A line of a timeline.
 *
 * @param seq the number of its audit event
 * @param quote people's own words; may be empty
 */
record StoryLine(long seq, Instant at, String tone, String sentence, String quote) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static StoryLine of(AuditEntry entry) {
    JsonNode event = event(entry);
    return new StoryLine(
        entry.seq(),
        Instant.parse(event.path("at").asText()),
        EventWords.template(event.path("type").asText("event")).tone(),
        EventWords.sentence(event),
        EventWords.quote(event));
  }

  static JsonNode event(AuditEntry entry) {
    try {
      return JSON.readTree(entry.payload());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read audit event " + entry.seq(), e);
    }
  }
}
