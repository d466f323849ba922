package dev.hourkey.policy;

import java.util.Locale;

/** Whether a condition holds. */
public enum Truth {
  SATISFIED,
  UNSATISFIED,

  /** A fact that it depends on is missing. */
  UNKNOWN;

  static Truth of(boolean holds) {
    return holds ? SATISFIED : UNSATISFIED;
  }

  Truth not() {
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
