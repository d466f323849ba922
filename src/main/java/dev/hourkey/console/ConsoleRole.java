package dev.hourkey.console;

/** What somebody may see, each including what comes before it. */
enum ConsoleRole {
  /** Their own access. */
  PERSON("Your own access"),
  /** Who has what now. */
  VIEWER("Viewer"),
  /** Everything that can be read. */
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
