package dev.hourkey.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Audit events in OCSF. The first and the last line are also events, which say that this export was
 * read.
 */
final class OcsfLines implements ExportLines.OfEntries {
  private static final ObjectWriter JSON =
      StoredEvent.JSON
          .writer()
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .without(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  @Override
  public String first(ExportHeader header) {
    ObjectNode line = OcsfEvent.ofExport(header, "export begins", header.at());
    line.putObject("unmapped")
        .putObject("export")
        .put("version", 1)
        .put("after", header.after())
        .put("through", header.through())
        .put("head", header.head().toString());
    return text(line);
  }

  @Override
  public boolean write(AuditEntry entry, Predicate<Instant> wanted, OutputStream out)
      throws IOException {
    JsonNode event = StoredEvent.read(entry);
    if (!ExportLines.OfEntries.belongs(event, wanted)) {
      return false;
    }
    JSON.writeValue(out, OcsfEvent.of(entry, event));
    out.write('\n');
    return true;
  }

  @Override
  public String last(ExportHeader header, ExportTotals totals) {
    ObjectNode line = OcsfEvent.ofExport(header, "export ends", totals.at());
    line.putObject("unmapped")
        .putObject("export")
        .put("end", true)
        .put("rows", totals.rows())
        .put("sha256", totals.sha256());
    return text(line);
  }

  private static String text(ObjectNode line) {
    try {
      return JSON.writeValueAsString(line) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write JSON into memory", e);
    }
  }
}
