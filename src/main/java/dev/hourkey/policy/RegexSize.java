package dev.hourkey.policy;

/**
 * How large a compiled pattern becomes, estimated without compiling it. RE2 limits a repetition to
 * 1000 but not nested repetitions, whose product may fill the memory.
 */
final class RegexSize {
  private static final long LARGE = 1_000_000_000L;

  private final String pattern;
  private int at;
  private long instructions;
  private boolean intersection;

  private RegexSize(String pattern) {
    this.pattern = pattern;
  }

  static RegexSize of(String pattern) {
    RegexSize size = new RegexSize(pattern);
    size.instructions += size.group();
    while (size.at < pattern.length()) { // Continues after an unmatched ).
      size.at++;
      size.instructions += size.group();
    }
    return size;
  }

  long instructions() {
    return instructions;
  }

  /** Whether a character class has {@code &&}, which RE2 reads as two characters. */
  boolean intersectsClasses() {
    return intersection;
  }

  /** Counts everything up to the end of the group or the pattern. */
  private long group() {
    long sum = 0;
    long last = 0;
    while (at < pattern.length() && pattern.charAt(at) != ')') {
      long times = pattern.charAt(at) == '{' ? repetition() : 0;
      if (times > 0) {
        last = Math.min(LARGE, last * times);
      } else {
        sum = Math.min(LARGE, sum + last);
        last = atom();
      }
    }
    return Math.min(LARGE, sum + last);
  }

  private long atom() {
    char first = pattern.charAt(at++);
    switch (first) {
      case '(' -> {
        long inside = group();
        at++;
        return inside + 2;
      }
      case '[' -> characterClass();
      case '\\' -> escape();
      default -> {}
    }
    return 1;
  }

  private void characterClass() {
    int start = at;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    at++; // A ] at the start is a literal.
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      at += pattern.charAt(at) == '\\' ? 2 : 1;
    }
    int end = Math.min(at, pattern.length());
    intersection |= pattern.substring(Math.min(start, end), end).contains("&&");
    at++;
  }

  private void escape() {
    char escaped = at < pattern.length() ? pattern.charAt(at) : ' ';
    at++;
    if (escaped == 'Q') {
      int end = pattern.indexOf("\\E", at);
      instructions += (end < 0 ? pattern.length() : end) - at;
      at = end < 0 ? pattern.length() : end + 2;
    } else if (at < pattern.length() && pattern.charAt(at) == '{' && "pPx".indexOf(escaped) >= 0) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
  }

  /**
   * The largest count in <code>{n}</code>, <code>{n,}</code> or <code>{n,m}</code>; 0 for any other
   * brace.
   */
  private long repetition() {
    int end = pattern.indexOf('}', at);
    String inside = end < 0 ? "" : pattern.substring(at + 1, end);
    if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      return 0;
    }
    at = end + 1;
    String[] bounds = inside.split(",", 2);
    long least = Long.parseLong(bounds[0]);
    long max = bounds.length == 1 || bounds[1].isEmpty() ? least : Long.parseLong(bounds[1]);
    return Math.max(1, Math.max(least, max) + 1);
  }
}
