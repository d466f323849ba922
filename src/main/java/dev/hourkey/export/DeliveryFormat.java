package dev.hourkey.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats in which a collector gets audit events: one JSON object per line, or one array. */
public enum DeliveryFormat {
  /** OCSF events. */
  OCSF("application/x-ndjson") {
    @Override
    ObjectNode line(AuditEntry entry) {
      return OcsfEvent.of(entry);
    }
  },
  /** OCSF events in the envelope of Splunk's HTTP Event Collector. */
  SPLUNK_HEC("application/json") {
    @Override
    ObjectNode line(AuditEntry entry) {
      ObjectNode event = OcsfEvent.of(entry);
      ObjectNode envelope = StoredEvent.JSON.createObjectNode();
      envelope.put("time", event.path("time").asLong() / 1000.0);
      envelope.put("source", "hourkey").put("sourcetype", "ocsf");
      envelope.set("event", event);
      return envelope;
    }
  },
  /** OCSF events as table rows for the Logs Ingestion API, which expects an array. */
  SENTINEL("application/json") {
    @Override
    ObjectNode line(AuditEntry entry) {
      ObjectNode event = OcsfEvent.of(entry);
      ObjectNode row = StoredEvent.JSON.createObjectNode();
      row.put("TimeGenerated", Instant.ofEpochMilli(event.path("time").asLong()).toString());
      row.put("Sequence", entry.seq());
      row.set("Event", event);
      return row;
    }

    @Override
    String body(Iterable<AuditEntry> entries) {
      ArrayNode rows = StoredEvent.JSON.createArrayNode();
      entries.forEach(entry -> rows.add(line(entry)));
      return rows.toString();
    }
  },
  /** Entries with their hashes, as they are in the database. */
  ENTRIES("application/x-ndjson") {
    @Override
    ObjectNode line(AuditEntry entry) {
      return StoredEvent.JSON
          .createObjectNode()
          .put("seq", entry.seq())
          .put("payload", entry.payload())
          .put("prevHash", entry.prevHashHex())
          .put("hash", entry.hashHex());
    }
  };

  private final String mediaType;

  DeliveryFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  abstract ObjectNode line(AuditEntry entry);

  String mediaType() {
    return mediaType;
  }

  String body(Iterable<AuditEntry> entries) {
    StringBuilder lines = new StringBuilder();
    for (AuditEntry entry : entries) {
      try {
        lines.append(StoredEvent.JSON.writeValueAsString(line(entry))).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("write JSON into memory", e);
      }
    }
    return lines.toString();
  }

  public static Optional<DeliveryFormat> of(String word) {
    return Stream.of(values()).filter(one -> one.word().equals(word.strip())).findFirst();
  }

  /** A readable list of all of them. */
  public static String words() {
    return Stream.of(values()).map(DeliveryFormat::word).collect(Collectors.joining(", "));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
