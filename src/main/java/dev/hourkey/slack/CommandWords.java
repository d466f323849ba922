package dev.hourkey.slack;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cleans up the words that people type after a command, because keyboards and copying alter them.
 */
final class CommandWords {
  /** Emphasis marks, plain quotation marks, and the punctuation at the end of a sentence. */
  private static final String AROUND = "\"'`´.,;:!?*_~";

  /** A person, a channel, everybody, or a link. */
  private static final Pattern REFERENCE = Pattern.compile("<([@#!]?)([^<>|]+)(?:\\|([^<>]*))?>");

  /** Pairs of an opening and a closing quotation mark. */
  private static final List<String> QUOTES =
      List.of("\"\"", "''", "“”", "„“", "„”", "‚‘", "‘’", "«»", "»«");

  private CommandWords() {}

  /** Several words as {@link #id} returns them, separated by single spaces. */
  static String ids(String words) {
    return Stream.of(words.split("\\s+")).map(CommandWords::id).collect(Collectors.joining(" "));
  }

  /** A word that names a command or an entitlement, in lower case and without decoration. */
  static String id(String word) {
    String plain = SlackText.clean(word).replaceAll("\\p{Pd}", "-");
    int from = 0;
    int to = plain.length();
    while (from < to && decoration(plain.charAt(from))) {
      from++;
    }
    while (from < to && decoration(plain.charAt(to - 1))) {
      to--;
    }
    return plain.substring(from, to).toLowerCase(Locale.ROOT);
  }

  /**
   * The text as it was typed: Slack escapes three characters, and puts ids in the place of people
   * and channels.
   */
  static String typed(String delivered) {
    String text =
        REFERENCE
            .matcher(delivered)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        switch (found.group(1)) {
                          case "@", "#" ->
                              found.group(1)
                                  + Optional.ofNullable(found.group(3)).orElse(found.group(2));
                          case "!" -> "@" + found.group(2);
                          default -> found.group(2);
                        }));
    return SlackText.clean(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
  }

  /** The text without the quotation marks that enclose all of it. */
  static String unquoted(String text) {
    for (String pair : QUOTES) {
      String inner = text.length() < 2 ? "" : text.substring(1, text.length() - 1);
      if (text.equals(pair.charAt(0) + inner + pair.charAt(1))
          && inner.indexOf(pair.charAt(0)) < 0
          && inner.indexOf(pair.charAt(1)) < 0) {
        return inner.strip();
      }
    }
    return text;
  }

  private static boolean decoration(char one) {
    return AROUND.indexOf(one) >= 0
        || Character.isWhitespace(one)
        || switch (Character.getType(one)) {
          case Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
