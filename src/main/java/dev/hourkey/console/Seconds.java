package dev.hourkey.console;

import java.time.Duration;

/** A duration to choose. */
record Seconds(long value, String words) {
  static Seconds of(Duration duration) {
    return new Seconds(duration.toSeconds(), Words.words(duration));
  }
}
