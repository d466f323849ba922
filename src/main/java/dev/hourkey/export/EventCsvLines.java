package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Audit events as CSV, with people's names at that time. */
final class EventCsvLines implements ExportLines.OfEntries {
  private static final String COLUMNS =
      Csv.row("seq", "time", "type", "subject", "people", "event", "hash");

  @Override
  public String first(ExportHeader header) {
    return CsvFrame.first(header, COLUMNS);
  }

  @Override
  public boolean write(AuditEntry entry, Predicate<Instant> wanted, OutputStream out)
      throws IOException {
    JsonNode event = StoredEvent.read(entry);
    if (!ExportLines.OfEntries.belongs(event, wanted)) {
      return false;
    }
    String people =
        event
            .path("people")
            .valueStream()
            .map(StoredEvent::nameOf)
            .collect(Collectors.joining("; "));
    out.write(
        Csv.row(
                entry.seq(),
                event.path("at").asText(),
                event.path("type").asText(),
                event.path("subject").asText(),
                people,
                entry.payload(),
                entry.hashHex())
            .getBytes(StandardCharsets.UTF_8));
    return true;
  }

  @Override
  public String last(ExportHeader header, ExportTotals totals) {
    return CsvFrame.last(totals);
  }
}
