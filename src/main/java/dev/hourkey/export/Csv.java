package dev.hourkey.export;

import org.jspecify.annotations.Nullable;

/** Rows of CSV (RFC 4180). */
final class Csv {
  private static final String FORMULA = "=+-@＝＋－＠";

  private Csv() {}

  /** A row with its line break. A value that is null or empty becomes an empty cell. */
  static String row(@Nullable Object... cells) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      append(i == 0 ? "" : ",", cells[i], row);
    }
    return row.append("\r\n").toString();
  }

  private static void append(String separator, @Nullable Object value, StringBuilder row) {
    row.append(separator);
    if (value == null) {
      return;
    }
    String text = value.toString();
    String harmless = value instanceof Number ? text : guardFormulas(text);
    if (needsQuotes(harmless)) {
      row.append('"').append(harmless.replace("\"", "\"\"")).append('"');
    } else {
      row.append(harmless);
    }
  }

  /**
   * A spreadsheet would run text that begins like a formula, so an apostrophe is put in front of
   * it. This applies to each part of a cell, because a spreadsheet that splits at semicolons or
   * tabs ignores quotes in the middle of a row.
   */
  private static String guardFormulas(String text) {
    int formula = nextFormula(text, 0);
    if (formula < 0) {
      return text;
    }
    StringBuilder guarded = new StringBuilder(text);
    while (formula >= 0) {
      guarded.insert(formula, '\'');
      formula = nextFormula(guarded, formula + 1);
    }
    return guarded.toString();
  }

  /** The start of the next part that looks like a formula; -1 if there is none. */
  private static int nextFormula(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      boolean begins =
          i == 0
              ? beginsLikeFormula(text, 0) || isBreak(text.charAt(0))
              : endsPart(text.charAt(i - 1)) && beginsLikeFormula(text, i);
      if (begins) {
        return i;
      }
    }
    return -1;
  }

  private static boolean endsPart(char each) {
    return each == ';' || isBreak(each);
  }

  /** Uses three comparisons, because this runs for every character of a million rows. */
  private static boolean isBreak(char each) {
    return each == '\t' || each == '\r' || each == '\n';
  }

  /**
   * Leading blanks and quotes are skipped, because some spreadsheets drop them. Full-width
   * characters count as well.
   */
  private static boolean beginsLikeFormula(CharSequence text, int start) {
    int seen = start;
    while (seen < text.length() && isCutOff(text.charAt(seen))) {
      seen++;
    }
    return seen < text.length() && FORMULA.indexOf(text.charAt(seen)) >= 0;
  }

  private static boolean isCutOff(char each) {
    return each == '"' || (Character.isWhitespace(each) && !endsPart(each));
  }

  /** Uses a loop, because this runs for every cell of a million rows. */
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
