package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How an attempt at one step went. */
sealed interface Result {
  record Became(GrantState state, Optional<String> detail) implements Result {
    Became(GrantState state) {
      this(state, Optional.empty());
    }
  }

  /** Provisioning on demand was asked for; {@code confirmed} when it says that AWS has it. */
  record Pushed(boolean confirmed) implements Result {}

  record PushNotBefore(Instant at) implements Result {}

  record Warned() implements Result {}

  record LookAgain(Instant at) implements Result {}

  /** A directory did not answer. */
  record Failed(Optional<Duration> retryAfter) implements Result {}

  /** Doubling from one second to a minute, for ever. */
  static Duration pause(int failures) {
    return Duration.ofSeconds(Math.min(60, 1L << Math.clamp(failures - 1, 0, 6)));
  }
}
