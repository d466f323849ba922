package dev.hourkey.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Patterns of the policy file. {@code *} matches any text, including slashes and no text at all;
 * {@code ?} matches one character. Every other character matches itself. Pure.
 */
final class Glob {
  private static final Pattern OTHER_SYNTAX = Pattern.compile("[\\[\\]{}|\\\\^$]");

  private Glob() {}

  /** Whether one of the patterns matches the whole text. No patterns match everything. */
  static boolean matches(List<String> patterns, String text) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, text));
  }

  /** Like {@link #matches}, but ignores case, as Entra does in group names. */
  static boolean matchesIgnoringCase(List<String> patterns, String text) {
    return matches(patterns.stream().map(Glob::lower).toList(), lower(text));
  }

  /** Whether the pattern matches the whole text. */
  static boolean matches(String pattern, String text) {
    int at = 0;
    int in = 0;
    int star = -1; // The last star, and how much text it covers.
    int reached = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        reached = in;
      } else if (at < pattern.length() && matches(pattern.charAt(at), text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++reached;
      } else {
        return false;
      }
    }
    return pattern.substring(at).chars().allMatch(one -> one == '*');
  }

  private static boolean matches(char inPattern, char inText) {
    return inPattern == inText || (inPattern == '?' && inText != '*');
  }

  /**
   * Whether the patterns certainly match every text that the others match, so that nothing is left
   * for the others. No patterns match everything.
   */
  static boolean cover(List<String> patterns, List<String> others) {
    return patterns.isEmpty()
        || patterns.contains("*")
        || (!others.isEmpty()
            && others.stream()
                .allMatch(other -> patterns.stream().anyMatch(one -> matches(one, other))));
  }

  /** Whether the patterns match one text and no other. */
  static boolean isOne(List<String> patterns) {
    return patterns.size() == 1 && patterns.getFirst().chars().noneMatch(c -> c == '*' || c == '?');
  }

  /** What is wrong with a pattern, as the rest of a sentence. */
  static Optional<String> problem(String pattern) {
    return OTHER_SYNTAX.matcher(pattern).find() || pattern.contains(".*") || pattern.contains("**")
        ? Optional.of(
            "is not a pattern: only * (any text) and ? (one character) have a meaning; write ? for"
                + " characters like [ or {")
        : Optional.empty();
  }

  /** The pattern that was probably meant. */
  static Optional<String> suggestion(String pattern) {
    String simpler =
        pattern
            .replaceFirst("^\\^", "")
            .replaceFirst("\\$$", "")
            .replace(".*", "*")
            .replaceAll("\\*+", "*");
    return simpler.isEmpty() || problem(simpler).isPresent()
        ? Optional.empty()
        : Optional.of(simpler);
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
