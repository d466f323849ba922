package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How an attempt at one step went. */
sealed interface Result {
  Duration LONGEST_PAUSE = Duration.ofSeconds(30);

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

  /**
   * How long to wait after a failure: doubling from one second, or what the directory wants, but
   * never longer than half a minute, so that the end of a grant comes soon after the end of an
   * outage.
   */
  static Duration pause(Grant grant, Optional<Duration> retryAfter) {
    Duration doubling = Duration.ofSeconds(1L << Math.clamp(grant.failures - 1, 0, 6));
    Duration wanted = retryAfter.filter(after -> after.compareTo(doubling) > 0).orElse(doubling);
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }
}
