package dev.hourkey.policy;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the constants of a condition when the file is read. CEL would find these mistakes only
 * when the condition is evaluated, or never. Each method returns a clause about the mistake, or
 * empty.
 */
final class ConditionConstants {
  private static final Set<String> RISKS = Set.of("normal", "high");

  /** A limit, because a condition may try its pattern on every tag of an account. */
  private static final long MAX_INSTRUCTIONS = 200;

  private ConditionConstants() {}

  static Optional<String> durationProblem(String text) {
    return text.matches("(?=.)([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?")
        ? Optional.empty()
        : Optional.of(
            "'%s' is not a duration here: write hours, minutes and seconds, like 48h or 1h30m"
                .formatted(text));
  }

  static Optional<String> timeProblem(String text) {
    try {
      OffsetDateTime.parse(text);
      return Optional.empty();
    } catch (DateTimeParseException _) {
      return Optional.of("'%s' is not a time like 2026-12-24T00:00:00Z".formatted(text));
    }
  }

  static Optional<String> patternProblem(String text) {
    return JustificationPattern.problem(text)
        .or(
            () ->
                RegexSize.of(text).instructions() > MAX_INSTRUCTIONS
                    ? Optional.of("is too large for a condition")
                    : Optional.empty())
        .map(why -> "the pattern '%s' %s".formatted(text, why));
  }

  static Optional<String> riskProblem(String text) {
    return RISKS.contains(text)
        ? Optional.empty()
        : Optional.of("'entitlement.risk' is normal or high, not '%s'".formatted(text));
  }
}
