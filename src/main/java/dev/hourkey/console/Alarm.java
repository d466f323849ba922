package dev.hourkey.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that operators have to know.
 *
 * @param why what a vendor or a check said; may be empty
 * @param link to the page about it
 */
record Alarm(String words, String why, @Nullable Instant since, @Nullable String link) {
  Alarm(String words, String why, Instant since) {
    this(words, why, since, null);
  }

  /** Returns {@code why} with a capital and a full stop. */
  public String sentence() {
    if (why.isEmpty()) {
      return why;
    }
    String begun = Character.toUpperCase(why.charAt(0)) + why.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }
}
