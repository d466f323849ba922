package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.function.Predicate;

/** Writes the lines of an export in one format. Each line ends with its line break. */
interface ExportLines {
  String first(ExportHeader header);

  String last(ExportHeader header, ExportTotals totals);

  /** Lines about audit entries. */
  interface OfEntries extends ExportLines {
    /**
     * Writes the line of an entry.
     *
     * @param wanted whether an event of this time belongs to the export
     * @return false if it was left out
     */
    boolean write(AuditEntry entry, Predicate<Instant> wanted, OutputStream out) throws IOException;

    /**
     * Whether an event belongs to the export. An event without a time always does, so that nobody
     * can hide an event.
     */
    static boolean belongs(JsonNode event, Predicate<Instant> wanted) {
      return StoredEvent.at(event).filter(wanted.negate()).isEmpty();
    }
  }
}
