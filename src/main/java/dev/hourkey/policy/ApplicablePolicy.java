package dev.hourkey.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The policy that applies to a request: that of an entitlement, or that of one of its overrides.
 */
public sealed interface ApplicablePolicy {
  /**
   * It is known which policy applies.
   *
   * @param override the override that the policy belongs to; empty if no condition holds
   */
  record Known(Policy policy, Optional<PolicyOverride> override) implements ApplicablePolicy {}

  /** Any of several policies may apply, so nothing is granted. */
  record Unknown(Refusal.RulesUnknown refusal) implements ApplicablePolicy {}

  /**
   * Takes the first override whose condition holds. An unknown condition before that one makes the
   * policy unknown, because that override may be the stricter one.
   */
  static ApplicablePolicy choose(
      Policy base, List<PolicyOverride> overrides, ConditionFacts facts) {
    return choose(base, overrides, condition -> condition.evaluate(facts));
  }

  /** The same, with the outcomes of the conditions. */
  static ApplicablePolicy choose(
      Policy base, List<PolicyOverride> overrides, Function<Condition, ConditionOutcome> outcomes) {
    for (PolicyOverride override : overrides) {
      switch (outcomes.apply(override.condition())) {
        case ConditionOutcome.Holds _ -> {
          return new Known(override.policy(), Optional.of(override));
        }
        case ConditionOutcome.DoesNotHold _ -> {}
        case ConditionOutcome.Unknown(String why) -> {
          return new Unknown(new Refusal.RulesUnknown(why));
        }
      }
    }
    return new Known(base, Optional.empty());
  }
}
