package dev.hourkey.policy;

/** A fact that a condition asks about: known, or unknown for a reason. */
public sealed interface Fact<T> {
  record Known<T>(T value) implements Fact<T> {}

  /** Not known; {@code why} is a clause without a full stop, like "Jira doesn't answer". */
  record Unknown<T>(String why) implements Fact<T> {}
}
