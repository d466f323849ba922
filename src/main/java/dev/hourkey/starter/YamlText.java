package dev.hourkey.starter;

import dev.hourkey.text.PlainText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes text from directories and other files into YAML, so that it stays text. */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][\\w@+./-]*(:[\\w@+./-]+)*");

  /** What YAML 1.1 or 1.2 reads as something other than text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  /** These two are not characters. YAML must not contain them, not even in a comment. */
  private static final Pattern NO_CHARACTER = Pattern.compile("[\\uFFFE\\uFFFF]");

  private YamlText() {}

  /** A single line without anything that cannot be seen. */
  static String line(String foreign) {
    return NO_CHARACTER
        .matcher(PlainText.clean(foreign))
        .replaceAll("")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** A value, in quotes unless it reads as the same text without them. */
  static String value(String foreign) {
    String text = line(foreign);
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A list on one line. */
  static String list(List<String> foreign) {
    return foreign.stream().map(YamlText::value).collect(Collectors.joining(", ", "[", "]"));
  }
}
