package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The results of the attempts at a grant, and when the next attempt is due.
 *
 * @param attempt the number of the latest attempt. It is the fence: results of earlier attempts are
 *     not recorded
 * @param failures how many attempts in a row have failed
 * @param trouble the vendor's answer to the last attempt, if it failed
 * @param nextCheckAt when the next attempt is due; null once the grant has ended
 * @param writeSlot when its removal may be sent, if Entra is limiting writes
 */
@Embeddable
record Attempts(
    int attempt,
    int failures,
    @Nullable String trouble,
    @Nullable Instant nextCheckAt,
    @Nullable Instant writeSlot) {
  static Attempts none(Instant now) {
    return new Attempts(0, 0, null, now, null);
  }

  Attempts begin() {
    return new Attempts(attempt + 1, failures, trouble, nextCheckAt, writeSlot);
  }

  Attempts withTrouble(@Nullable String answer) {
    return new Attempts(attempt, failures, answer, nextCheckAt, writeSlot);
  }

  Attempts dueAt(@Nullable Instant when) {
    return new Attempts(attempt, failures, trouble, when, writeSlot);
  }

  /** The state after an attempt that succeeded; the next attempt is due at {@code next}. */
  Attempts succeeded(@Nullable Instant next) {
    return new Attempts(attempt, 0, trouble, next, writeSlot);
  }

  /**
   * The state after this many failed attempts in a row; the next attempt is due after the pause.
   */
  Attempts failed(int times, Duration pause, Instant now) {
    return new Attempts(attempt, times, trouble, now.plus(pause), writeSlot);
  }

  Attempts withWriteSlot(@Nullable Instant slot) {
    return new Attempts(attempt, failures, trouble, nextCheckAt, slot);
  }
}
