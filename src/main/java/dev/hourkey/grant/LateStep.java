package dev.hourkey.grant;

/** What took too long, so that people were told. */
public enum LateStep {
  /** The grant is not active yet. */
  ACTIVATION,
  /** The end of the grant is overdue, or was when it ended. */
  END
}
