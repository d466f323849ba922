package dev.hourkey.export;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an export contains, and how it is written. */
public enum ExportFormat {
  GRANTS_CSV("csv", Period.NEEDED, "the grants of a period"),
  ELIGIBLE_CSV("csv", Period.NONE, "everybody who may request each entitlement now"),
  APPROVERS_CSV("csv", Period.NONE, "everybody who may approve for each entitlement now"),
  ENTITLEMENTS_CSV("csv", Period.NONE, "all entitlements, with what each opens and its rules"),
  POLICIES_CSV("csv", Period.ALLOWED, "all versions of the policy file"),
  EVENTS_CSV("csv", Period.ALLOWED, "audit events"),
  ENTRIES("jsonl", Period.ALLOWED, "audit entries with their hashes, to verify them"),
  OCSF("jsonl", Period.ALLOWED, "audit events in OCSF 1.8.0, for tools for logs");

  /** Whether an export in this format covers a period. */
  enum Period {
    NEEDED,
    ALLOWED,
    /** It shows the present state. */
    NONE
  }

  private final String extension;
  private final Period period;
  private final String content;

  ExportFormat(String extension, Period period, String content) {
    this.extension = extension;
    this.period = period;
    this.content = content;
  }

  Period period() {
    return period;
  }

  /**
   * Whether the export follows the order of the trail, so that it can be continued after it broke
   * off.
   */
  public boolean continuable() {
    return this == GRANTS_CSV || this == EVENTS_CSV || this == ENTRIES || this == OCSF;
  }

  /** Whether the export needs answers from Entra, and not only the database. */
  public boolean asksDirectories() {
    return period == Period.NONE;
  }

  /** A readable description of what it contains. */
  public String content() {
    return content;
  }

  public String mediaType() {
    return extension.equals("csv") ? "text/csv" : "application/x-ndjson";
  }

  /** The name of a file in this format, without its folder. */
  public String fileName() {
    return "hourkey-" + word() + "." + extension;
  }

  /** The name that people and programs use for the format. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<ExportFormat> of(String word) {
    return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** A readable list of all of them. */
  public static String words() {
    return Stream.of(values()).map(ExportFormat::word).collect(Collectors.joining(", "));
  }
}
