package dev.hourkey.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EntryFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Entries as they are in the database, in one unbroken range, so that a verifier without the
 * database can recompute every hash. The export of a period leaves out no entry in between, even if
 * the entry's time is outside the period.
 */
final class AuditEntryLines implements ExportLines.OfEntries {
  private static final JsonFactory JSON =
      JsonFactory.builder().configure(JsonWriteFeature.ESCAPE_NON_ASCII, false).build();

  @Override
  public String first(ExportHeader header) {
    return line(
        json -> {
          json.writeStringField("export", header.id().toString());
          json.writeNumberField("version", 1);
          json.writeStringField("format", header.spec().format().word());
          json.writeStringField("at", header.at().toString());
          json.writeStringField("by", header.by());
          json.writeNumberField("after", header.after());
          json.writeNumberField("through", header.through());
          json.writeStringField("head", header.head().toString());
        });
  }

  @Override
  public boolean write(AuditEntry entry, Predicate<Instant> wanted, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      EntryFile.write(entry, json);
      json.writeRaw('\n');
    }
    return true;
  }

  @Override
  public String last(ExportHeader header, ExportTotals totals) {
    return line(
        json -> {
          json.writeBooleanField("end", true);
          json.writeNumberField("rows", totals.rows());
          json.writeStringField("sha256", totals.sha256());
        });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String line(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("write JSON into memory", e);
    }
    return text + "\n";
  }
}
