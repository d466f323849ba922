package dev.hourkey.slack;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words that people type after a command, as keyboards and copied text alter them. */
final class CommandText {
  /** Marks of emphasis, plain quotes and the punctuation at the end of a sentence. */
  private static final String AROUND = "\"'`´.,;:!?*_~";

  /** The commands, besides the ids of what can be requested. */
  static final Set<String> COMMANDS =
      Set.of("help", "list", "status", "end", "return", "cancel", "revoke");

  private CommandText() {}

  /** Several such words, separated by single spaces. */
  static String ids(String words) {
    return Stream.of(words.split("\\s+")).map(CommandText::id).collect(Collectors.joining(" "));
  }

  /** A word that names a command or an entitlement, in small letters and without decoration. */
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
