package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An export, from the audit trail.
 *
 * @param at null if the event has no time, which shows that Hourkey did not write it
 * @param by who exported it, with the name that they had then
 * @param period the period that it covers; empty if it covers everything
 * @param rows how many it has; empty if it was never completed
 * @param completed the number of the audit event with the file's hash
 */
record ExportRow(
    long seq,
    @Nullable Instant at,
    String by,
    String format,
    String period,
    @Nullable Long rows,
    @Nullable Long completed) {
  /**
   * @param later what was recorded about it afterwards
   */
  static ExportRow of(AuditEntry begun, List<AuditEntry> later) {
    JsonNode event = StoredEvent.read(begun);
    Optional<AuditEntry> end =
        later.stream()
            .filter(one -> StoredEvent.read(one).path("type").asText().equals("export_completed"))
            .findFirst();
    return new ExportRow(
        begun.seq(),
        StoredEvent.at(event).orElse(null),
        EventSentences.value(event, event.path("by")),
        event.path("format").asText(),
        event.path("from").isTextual()
            ? "%s to %s"
                .formatted(
                    EventSentences.value(event, event.path("from")),
                    EventSentences.value(event, event.path("to")))
            : "",
        end.map(one -> StoredEvent.read(one).path("rows").asLong()).orElse(null),
        end.map(AuditEntry::seq).orElse(null));
  }
}
