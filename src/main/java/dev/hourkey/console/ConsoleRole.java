package dev.hourkey.console;

/** A user's role in the console. Each role includes the rights of those before it. */
enum ConsoleRole {
  /** May see their own access. */
  PERSON("Your own access"),
  /** May also see who has what now. */
  VIEWER("Viewer"),
  /** May read everything. */
  AUDITOR("Auditor"),
  /** May read and change everything. */
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
