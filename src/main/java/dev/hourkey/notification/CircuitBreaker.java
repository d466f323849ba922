package dev.hourkey.notification;

import java.time.Duration;
import java.time.Instant;

/** How things stand with what the chat limits as one. Pure. */
record CircuitBreaker(Instant heldUntil, Instant probeUntil, int failures) {
  /** One that never gave trouble. */
  static final CircuitBreaker FREE = new CircuitBreaker(Instant.MIN, Instant.MIN, 0);

  /** The chat asks for seconds; more than this is nonsense, or would look like being dead. */
  private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

  /** Longer than a call may take, so that a second probe begins only when the first is lost. */
  static final Duration PROBE = Duration.ofSeconds(15);

  enum Standing {
    /** Whoever wants may use it. */
    FREE,
    /** It failed, and the pause is over: one may try. */
    TO_BE_PROBED,
    /** Nobody may use it. */
    HELD
  }

  Standing at(Instant now) {
    if (heldUntil.isAfter(now)) {
      return Standing.HELD;
    }
    if (failures == 0) {
      return Standing.FREE;
    }
    return probeUntil.isAfter(now) ? Standing.HELD : Standing.TO_BE_PROBED;
  }

  /** When it may be tried again at the latest. */
  Instant openAfter() {
    return heldUntil.isAfter(probeUntil) ? heldUntil : probeUntil;
  }

  /** The chat wants less: its wish is honoured in full, and never shortens an earlier one. */
  CircuitBreaker commanded(Duration command, Instant now) {
    Instant until = now.plus(command.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : command);
    return new CircuitBreaker(until.isAfter(heldUntil) ? until : heldUntil, now, failures);
  }

  /**
   * The chat is away. Once that is known only a probe tells more: twenty calls that were under way
   * together are one failure, or they would make the first pause a minute.
   */
  CircuitBreaker failed(boolean probe, Instant now, double chance) {
    if (failures > 0 && !probe) {
      return this;
    }
    int more = failures + 1;
    return new CircuitBreaker(now.plus(RetryDelay.after(more, chance)), now, more);
  }

  /** A probe came through. */
  static CircuitBreaker released(Instant now) {
    return new CircuitBreaker(now, now, 0);
  }
}
