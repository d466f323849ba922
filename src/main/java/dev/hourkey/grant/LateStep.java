package dev.hourkey.grant;

/** Which step took so long that people were told. */
public enum LateStep {
  /** The grant is not active yet. */
  ACTIVATION,
  /** The end of the grant is overdue, or was when it ended. */
  END
}
