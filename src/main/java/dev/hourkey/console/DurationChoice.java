package dev.hourkey.console;

import java.time.Duration;

/** A duration to choose. */
record DurationChoice(long value, String words) {
  static DurationChoice of(Duration duration) {
    return new DurationChoice(duration.toSeconds(), TimeText.words(duration));
  }
}
