package dev.hourkey.export;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of CSV (RFC 4180). */
final class Csv {
  private Csv() {}

  /** A row with its line break; what is null or empty is an empty cell. */
  static String row(@Nullable Object... cells) {
    return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  /**
   * One cell. A spreadsheet takes text that begins like a formula for one, and what people type
   * must not run there: such text gets an apostrophe in front.
   */
  private static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    String harmless = !(value instanceof Number) && beginsLikeFormula(text) ? "'" + text : text;
    return harmless.chars().anyMatch(each -> each == '"' || each == ',' || each < ' ')
        ? '"' + harmless.replace("\"", "\"\"") + '"'
        : harmless;
  }

  /** Blanks before it do not help: some spreadsheets cut them off. The wide forms count as well. */
  private static boolean beginsLikeFormula(String text) {
    String seen = text.stripLeading();
    return !text.isEmpty()
        && ("\t\r\n".indexOf(text.charAt(0)) >= 0
            || !seen.isEmpty() && "=+-@＝＋－＠".indexOf(seen.charAt(0)) >= 0);
  }
}
