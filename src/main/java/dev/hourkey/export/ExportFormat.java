package dev.hourkey.export;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an export contains, and how it is written. */
public enum ExportFormat {
  /** The grants of a period, one in a row. */
  GRANTS_CSV("text/csv", "csv"),
  /** Audit events, one in a row. */
  EVENTS_CSV("text/csv", "csv"),
  /** Audit entries with their hashes, as they are stored, one JSON object in a line. */
  ENTRIES("application/x-ndjson", "jsonl"),
  /** Audit events in the Open Cybersecurity Schema Framework, one JSON object in a line. */
  OCSF("application/x-ndjson", "jsonl");

  private final String mediaType;
  private final String extension;

  ExportFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  public String mediaType() {
    return mediaType;
  }

  /** What a file in this format is called, without its folder. */
  public String fileName() {
    return "hourkey-" + word() + "." + extension;
  }

  /** How people and programs name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<ExportFormat> of(String word) {
    return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** All of them, for people. */
  public static String words() {
    return Stream.of(values()).map(ExportFormat::word).collect(Collectors.joining(", "));
  }
}
