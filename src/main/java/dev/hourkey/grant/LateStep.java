package dev.hourkey.grant;

/** The step that took so long that people were told about it. */
public enum LateStep {
  /** The grant is not active yet. */
  ACTIVATION,
  /** The end of the grant is overdue, or was overdue when it ended. */
  END
}
