package dev.hourkey.notification;

import dev.hourkey.retry.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * The circuit breaker of one method of the chat's API. It opens when the chat cannot be reached or
 * limits the rate, and closes when a probe succeeds. Pure.
 *
 * @param openUntil when the pause ends; nothing may be sent before
 * @param probeUntil until when the result of the latest probe is awaited
 * @param failures in a row; 0 when the chat only limits the rate
 */
record CircuitBreaker(Instant openUntil, Instant probeUntil, int failures) {
  /** A circuit breaker that was never opened. */
  static final CircuitBreaker CLOSED = new CircuitBreaker(Instant.MIN, Instant.MIN, 0);

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.25);

  /**
   * The chat usually asks for some seconds. A pause of more than this is a mistake, or would look
   * like an outage.
   */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

  /** Longer than a call may take, so that a second probe starts only after the first was lost. */
  static final Duration PROBE = Duration.ofSeconds(15);

  enum State {
    /** Everything may be sent. */
    CLOSED,
    /** The pause after a failure is over: one probe may be sent. */
    HALF_OPEN,
    /** Nothing may be sent. */
    OPEN
  }

  State state(Instant now) {
    if (openUntil.isAfter(now)) {
      return State.OPEN;
    }
    if (failures == 0) {
      return State.CLOSED;
    }
    return probeUntil.isAfter(now) ? State.OPEN : State.HALF_OPEN;
  }

  /** When it stops being open, unless it fails again. */
  Instant openEnds() {
    return openUntil.isAfter(probeUntil) ? openUntil : probeUntil;
  }

  /**
   * The chat limits the rate. The pause that it asks for is kept in full and never shortens an
   * earlier one.
   */
  CircuitBreaker rateLimited(Duration retryAfter, Instant now) {
    Instant until =
        now.plus(retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter);
    return new CircuitBreaker(until.isAfter(openUntil) ? until : openUntil, now, failures);
  }

  /**
   * The chat cannot be reached. After the first failure only probes count: twenty calls that were
   * under way together are one failure; otherwise the first pause would be a minute long.
   */
  CircuitBreaker failed(boolean probe, Instant now, double chance) {
    if (failures > 0 && !probe) {
      return this;
    }
    int inARow = failures + 1;
    return new CircuitBreaker(now.plus(BACKOFF.after(inARow, chance)), now, inARow);
  }

  /** A probe succeeded. */
  static CircuitBreaker closed(Instant now) {
    return new CircuitBreaker(now, now, 0);
  }
}
