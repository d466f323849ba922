package dev.hourkey.doctor;

/** The result of a check. */
public enum Outcome {
  OK("ok"),

  /** It works. Something is less than it could be, or nobody can prove it from here. */
  NOTE("note"),

  /** Somebody has to change something. */
  WRONG("wrong"),

  /** It could not be found out, which is not the same as fine. */
  UNKNOWN("unknown");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Whether a world in which every check ends like this is ready for the first request. */
  public boolean fine() {
    return this == OK || this == NOTE;
  }
}
