package dev.hourkey.policy;

/** A value that is known, or unknown for a reason, such as a fact that a condition asks about. */
public sealed interface MaybeKnown<T> {
  record Known<T>(T value) implements MaybeKnown<T> {}

  /** Not known; {@code why} is a clause without a full stop, like "Jira doesn't answer". */
  record Unknown<T>(String why) implements MaybeKnown<T> {}
}
