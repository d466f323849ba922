package dev.hourkey.console;

/** What somebody may see, each including what comes before it. */
enum ConsoleRole {
  /** What is theirs. */
  PERSON("Your own access"),
  /** Who has what now. */
  VIEWER("Viewer"),
  /** Everything, to read. */
  AUDITOR("Auditor"),
  /** Everything. */
  OPERATOR("Operator");

  private final String words;

  ConsoleRole(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  boolean includes(ConsoleRole other) {
    return compareTo(other) >= 0;
  }
}
