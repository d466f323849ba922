package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a timeline.
 *
 * @param seq the number of its audit event
 * @param at null if the event has no time, which shows that Hourkey did not write it
 * @param quote people's own words; may be empty
 */
record TimelineEntry(long seq, @Nullable Instant at, String tone, String sentence, String quote) {
  static TimelineEntry of(AuditEntry entry) {
    JsonNode event = StoredEvent.read(entry);
    return new TimelineEntry(
        entry.seq(),
        StoredEvent.at(event).orElse(null),
        EventSentences.template(event.path("type").asText("event")).tone(),
        EventSentences.sentence(event),
        EventSentences.quote(event));
  }
}
