package dev.hourkey.export;

import org.jspecify.annotations.Nullable;

/** Rows of CSV (RFC 4180). */
final class Csv {
  private static final String FORMULA = "=+-@＝＋－＠";

  private Csv() {}

  /** A row with its line break; what is null or empty is an empty cell. */
  static String row(@Nullable Object... cells) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      append(i == 0 ? "" : ",", cells[i], row);
    }
    return row.append("\r\n").toString();
  }

  /**
   * Adds one cell. A spreadsheet would run text that begins like a formula, so such text gets an
   * apostrophe in front.
   */
  private static void append(String separator, @Nullable Object value, StringBuilder row) {
    row.append(separator);
    if (value == null) {
      return;
    }
    String text = value.toString();
    String harmless = !(value instanceof Number) && beginsLikeFormula(text) ? "'" + text : text;
    if (needsQuotes(harmless)) {
      row.append('"').append(harmless.replace("\"", "\"\"")).append('"');
    } else {
      row.append(harmless);
    }
  }

  /** Blanks before it do not help: some spreadsheets cut them off. The wide forms count as well. */
  private static boolean beginsLikeFormula(String text) {
    if (text.isEmpty()) {
      return false;
    }
    char first = text.charAt(0);
    if (first == '\t' || first == '\r' || first == '\n') {
      return true;
    }
    String seen = Character.isWhitespace(first) ? text.stripLeading() : text;
    return !seen.isEmpty() && FORMULA.indexOf(seen.charAt(0)) >= 0;
  }

  /** A loop, because a million rows with many cells come through here. */
  private static boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' || each == ',' || each < ' ') {
        return true;
      }
    }
    return false;
  }
}
