package dev.hourkey.policy;

import dev.hourkey.text.PlainText;
import java.util.Optional;

/**
 * What a reason must look like.
 *
 * @param minLength in characters as people count them, 0 for any
 * @param pattern a regular expression of RE2 that the whole reason must match
 * @param example shown when the pattern does not match
 */
public record Justification(int minLength, Optional<String> pattern, Optional<String> example) {
  /** The longest reason that is accepted, in code points: a card shows it in full. */
  public static final int MAX_LENGTH = 500;

  /** What is wrong with a reason, in a sentence for its writer; empty when it will do. */
  public Optional<String> problem(String why) {
    if (PlainText.characters(why) < Math.max(minLength, 1)) {
      return Optional.of("Please say why in at least " + Math.max(minLength, 1) + " characters.");
    }
    if (why.strip().codePointCount(0, why.strip().length()) > MAX_LENGTH) {
      return Optional.of("Please say why in at most " + MAX_LENGTH + " characters.");
    }
    if (pattern.isPresent() && !JustificationPattern.matches(pattern.get(), why.strip())) {
      return Optional.of(
          "The reason must look like "
              + example.orElseGet(() -> "the pattern " + pattern.get())
              + ".");
    }
    return Optional.empty();
  }
}
