package dev.hourkey.export;

import java.util.Optional;

/** The first and the last line of exports as CSV. No other line begins with a number sign. */
final class CsvFrame {
  private CsvFrame() {}

  static String first(ExportHeader header, String columns) {
    ExportSpec spec = header.spec();
    return Csv.row(
            "#export",
            "id=" + header.id(),
            "version=1",
            "format=" + spec.format().word(),
            "at=" + header.at(),
            "by=" + header.by(),
            "from=" + spec.from().map(Object::toString).orElse(""),
            "to=" + spec.to().map(Object::toString).orElse(""),
            "after=" + header.after(),
            "through=" + header.through(),
            "head=" + header.head())
        + columns;
  }

  static String last(ExportTotals totals) {
    return Csv.row("#end", "rows=" + totals.rows(), "sha256=" + totals.sha256());
  }

  /** A cell for a value that may be missing. */
  static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }
}
