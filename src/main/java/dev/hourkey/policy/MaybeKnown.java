package dev.hourkey.policy;

/** A fact that a condition asks about: known, or unknown for a reason. */
public sealed interface ConditionFact<T> {
  record Known<T>(T value) implements ConditionFact<T> {}

  /** Not known; {@code why} is a clause without a full stop, like "Jira doesn't answer". */
  record Unknown<T>(String why) implements ConditionFact<T> {}
}
