package dev.hourkey.text;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes text from people, directories and policy files safe to show, and counts its visible
 * characters. Invisible characters are dropped, except where they shape visible ones: the joiners
 * of an emoji and of scripts that need them, and the selectors and tags that belong to a symbol.
 */
public final class PlainText {
  private static final Pattern BLANK = Pattern.compile("[\\p{Cc}\\p{Z}\\u2800&&[^\\n ]]");

  /**
   * Unpaired surrogates, direction marks, soft hyphens, fillers that look like a space, and other
   * invisible characters.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cs}\\p{Cf}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u3164\\uFFA0"
              + "&&[^\\u200C\\u200D\\u0600-\\u0605\\u06DD\\u070F\\u08E2\\x{E0020}-\\x{E007F}]]");

  private static final Set<UnicodeScript> WITHOUT_JOINERS =
      Set.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC, UnicodeScript.HAN);

  /** Tags are kept in the flag of a region, and are dropped where they would hide text. */
  private static final Pattern TAGS =
      Pattern.compile("(\\x{1F3F4}[\\x{E0020}-\\x{E007E}]{1,6}\\x{E007F})|[\\x{E0020}-\\x{E007F}]");

  private PlainText() {}

  /**
   * The text without control, invisible and direction characters. Unpaired surrogates are dropped
   * too, because neither a chat nor PostgreSQL accepts them. Every kind of blank becomes a space,
   * and several empty lines in a row become one.
   */
  public static String clean(String foreign) {
    String text = BLANK.matcher(foreign).replaceAll(" ");
    text = INVISIBLE.matcher(text).replaceAll("");
    text = TAGS.matcher(text).replaceAll("$1");
    return withoutStrays(text).replaceAll("\\n{3,}", "\n\n").strip();
  }

  /** How many characters people see: an emoji is one, a row of blanks is one. */
  public static int characters(String foreign) {
    BreakIterator boundaries = boundaries(clean(foreign).replaceAll("\\s+", " "));
    int characters = 0;
    while (boundaries.next() != BreakIterator.DONE) {
      characters++;
    }
    return characters;
  }

  /** Cut, between two characters as people see them, to at most {@code length} UTF-16 units. */
  public static String cut(String text, int length) {
    return text.length() <= length
        ? text
        : text.substring(0, boundaries(text).preceding(length)) + "…";
  }

  /** The text without joiners that join nothing and without selectors that select no variant. */
  private static String withoutStrays(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < points.length; i++) {
      int before = i == 0 ? ' ' : points[i - 1];
      int after = i == points.length - 1 ? ' ' : points[i + 1];
      boolean stray =
          isJoiner(points[i])
              ? !canBeJoined(before) || !canBeJoined(after)
              : isSelector(points[i]) && !hasVariants(before);
      if (!stray) {
        kept.appendCodePoint(points[i]);
      }
    }
    return kept.toString();
  }

  private static boolean isJoiner(int point) {
    return point == 0x200C || point == 0x200D;
  }

  private static boolean isSelector(int point) {
    return (point >= 0xFE00 && point <= 0xFE0F)
        || (point >= 0x180B && point <= 0x180F)
        || (point >= 0xE0100 && point <= 0xE01EF);
  }

  private static boolean canBeJoined(int point) {
    return switch (Character.getType(point)) {
      case Character.OTHER_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.MATH_SYMBOL,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      default -> Character.isLetter(point) && !WITHOUT_JOINERS.contains(UnicodeScript.of(point));
    };
  }

  private static boolean hasVariants(int point) {
    return !Character.isUpperCase(point)
        && !Character.isLowerCase(point)
        && !Character.isWhitespace(point)
        && !isSelector(point);
  }

  private static BreakIterator boundaries(String text) {
    BreakIterator boundaries = BreakIterator.getCharacterInstance(Locale.ROOT);
    boundaries.setText(text);
    return boundaries;
  }
}
