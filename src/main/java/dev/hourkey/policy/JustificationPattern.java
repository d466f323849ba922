package dev.hourkey.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * The operator's pattern for justifications. It is matched by RE2, because a backtracking matcher
 * can take minutes for 80 letters, and a requester could then hold up the removal of access.
 */
public final class JustificationPattern {
  /** With this many instructions, the longest justification is matched within milliseconds. */
  private static final long MAX_INSTRUCTIONS = 10_000;

  private static final int MAX_LENGTH = 1000;

  private JustificationPattern() {}

  /** Why the pattern cannot be used, as the end of a sentence about it; empty when it can. */
  public static Optional<String> problem(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return Optional.of("is longer than " + MAX_LENGTH + " characters");
    }
    RegexSize size = RegexSize.of(pattern); // First, because compiling needs that much memory.
    if (size.instructions() > MAX_INSTRUCTIONS) {
      return Optional.of("repeats too much: repetitions inside repetitions multiply");
    }
    if (size.intersectsClasses()) {
      return Optional.of("uses && inside [ ], which RE2 does not have");
    }
    try {
      Pattern _ = compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "is not a regular expression of RE2, which has no look-ahead and no back-references ("
              + e.getDescription()
              + ": "
              + e.getPattern()
              + ")");
    }
  }

  /** Whether the whole text matches. */
  static boolean matches(String pattern, String text) {
    return compile(pattern).matches(text);
  }

  private static Pattern compile(String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL);
  }
}
