package dev.hourkey.console;

/** A user's role in the console. Each role includes the rights of those before it. */
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
