package dev.hourkey.doctor;

/** The result of a check. */
public enum Outcome {
  OK("ok"),

  /** It works, but not as well as it could, or doctor cannot prove it from here. */
  NOTE("note"),

  /** Somebody has to change something. */
  WRONG("wrong"),

  /** Doctor could not find out, which is not the same as fine. */
  UNKNOWN("unknown");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Whether Hourkey is ready for the first request if every check has this result. */
  public boolean fine() {
    return this == OK || this == NOTE;
  }
}
