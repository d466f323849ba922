package dev.hourkey.policy;

/** Whether a condition holds. */
public sealed interface ConditionOutcome {
  record Holds() implements ConditionOutcome {}

  record DoesNotHold() implements ConditionOutcome {}

  /**
   * It is unknown whether the condition holds. This never counts as one of the other two.
   *
   * @param why a clause without a full stop, like "Jira doesn't answer"
   */
  record Unknown(String why) implements ConditionOutcome {}
}
