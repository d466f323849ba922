package dev.hourkey.policy;

import java.util.Locale;

/** Whether a condition holds. */
public enum TriState {
  SATISFIED,
  UNSATISFIED,

  /** A fact that it depends on is missing. */
  UNKNOWN;

  static TriState of(boolean holds) {
    return holds ? SATISFIED : UNSATISFIED;
  }

  TriState not() {
    return switch (this) {
      case SATISFIED -> UNSATISFIED;
      case UNSATISFIED -> SATISFIED;
      case UNKNOWN -> UNKNOWN;
    };
  }

  /** The value in one word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
