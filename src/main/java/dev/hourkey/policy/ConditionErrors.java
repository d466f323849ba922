package dev.hourkey.policy;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CEL's errors as sentences for people who do not know CEL. */
final class ConditionErrors {
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '(.+?)' applied to '(.*?)\\((.*?)\\)' .*");

  private static final Pattern WORD = Pattern.compile("\\p{L}+|\\S");

  /** What people who know other languages write, and what to write in CEL instead. */
  private static final Map<String, String> MEANT =
      Map.of(
          "and", "write && for 'and'",
          "or", "write || for 'or'",
          "not", "write ! for 'not'",
          "=", "write == to compare",
          "&", "write && for 'and'",
          "|", "write || for 'or'",
          "#", "a condition has no comments",
          "“", "write straight quotes",
          "”", "write straight quotes");

  private static final Map<String, String> TYPES =
      Map.of(
          "string", "text",
          "int", "a number",
          "uint", "a number",
          "double", "a number",
          "bool", "true or false",
          "google.protobuf.Duration", "a duration",
          "google.protobuf.Timestamp", "a time",
          "null_type", "null");

  private ConditionErrors() {}

  /** One clause about an error that CEL found in the text. */
  static String sentence(String text, CelIssue error) {
    String message = error.getMessage();
    if (message.contains("recursion limit") || message.contains("node limit")) {
      return "the condition is too large: use several overrides";
    }
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return mismatch(overload.group(1), types(overload.group(2), overload.group(3)));
    }
    return syntax(text, error);
  }

  /** The type in words, like "text" or "a duration". */
  static String type(String celType) {
    if (celType.startsWith("list")) {
      return "a list";
    }
    return celType.startsWith("map") ? "a set of tags" : TYPES.getOrDefault(celType, celType);
  }

  /** The operator as people write it, like {@code <=} for CEL's {@code _<=_}. */
  static String operator(String function) {
    return switch (function) {
      case "@in" -> "in";
      case "_?_:_" -> "? :";
      case "_[_]" -> "[ ]";
      default -> Character.isLetter(function.charAt(0)) ? function : function.replace("_", "");
    };
  }

  private static List<String> types(String receiver, String arguments) {
    return Stream.concat(Stream.of(receiver), Arrays.stream(arguments.split(", ")))
        .map(type -> type.replaceFirst("\\.$", ""))
        .filter(type -> !type.isEmpty())
        .map(ConditionErrors::type)
        .toList();
  }

  private static String mismatch(String function, List<String> types) {
    String hint = "";
    if (types.contains("a duration") && (types.contains("text") || types.contains("a number"))) {
      hint = "; write a duration like duration(\"1h\")";
    } else if (types.contains("a time") && types.contains("text")) {
      hint = "; write a time like timestamp(\"2026-12-24T00:00:00Z\")";
    } else if (function.endsWith("=_")
        && types.contains("true or false")
        && types.contains("text")) {
      hint = "; write true and false without quotes";
    }
    return "'%s' can't be used with %s%s"
        .formatted(operator(function), String.join(" and ", types), hint);
  }

  private static String syntax(String text, CelIssue error) {
    int at = offset(text, error.getSourceLocation());
    String before = text.substring(0, at);
    Matcher next = WORD.matcher(text.substring(at));
    if (!next.find()) {
      return "the condition ends too early" + (before.isBlank() ? ": it is empty" : "");
    }
    String word = next.group();
    String other = before.matches("(?s).*\\bnot\\s+") ? "not" : word;
    Optional<String> hint =
        before.matches("(?s).*[0-9]") && word.matches("[hms]")
            ? Optional.of("write a duration like duration(\"1h\")")
            : Optional.ofNullable(MEANT.get(other));
    return "the condition can't be read at '%s', character %d%s"
        .formatted(
            word, text.codePointCount(0, at) + 1, hint.map(found -> ": " + found).orElse(""));
  }

  /** CEL counts lines from 1, and columns from 0 in code points. */
  private static int offset(String text, CelSourceLocation location) {
    int line = 0;
    for (int i = 1; i < location.getLine(); i++) {
      line = text.indexOf('\n', line) + 1;
    }
    int left = text.codePointCount(line, text.length());
    return text.offsetByCodePoints(line, Math.clamp(location.getColumn(), 0, left));
  }
}
