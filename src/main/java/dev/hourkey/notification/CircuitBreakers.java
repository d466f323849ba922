package dev.hourkey.notification;

import dev.hourkey.retry.Backoff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The circuit breakers of the chat's methods, which all replicas share. Only this class queries
 * {@code circuit_breaker}.
 */
@ApplicationScoped
class CircuitBreakers {
  private final EntityManager database;

  CircuitBreakers(EntityManager database) {
    this.database = database;
  }

  @Transactional(TxType.MANDATORY)
  CircuitBreaker find(String method) {
    return read(method, "").orElse(CircuitBreaker.CLOSED);
  }

  /**
   * Claims the probe of a half-open circuit breaker; returns false if another call has claimed it.
   */
  @Transactional(TxType.MANDATORY)
  boolean claimProbe(String method, Instant now) {
    return database
            .createNativeQuery(
                """
                update circuit_breaker set probe_until = ?2
                where method = ?1 and failures > 0 and open_until <= ?3 and probe_until <= ?3
                """)
            .setParameter(1, method)
            .setParameter(2, now.plus(CircuitBreaker.PROBE))
            .setParameter(3, now)
            .executeUpdate()
        == 1;
  }

  /**
   * Opens a circuit breaker; returns when it stops being open.
   *
   * @param retryAfter present if the chat limits the rate, absent if it cannot be reached
   */
  @Transactional(TxType.MANDATORY)
  Instant open(String method, Optional<Duration> retryAfter, boolean probe, Instant now) {
    database
        .createNativeQuery(
            """
            insert into circuit_breaker (method, open_until, probe_until)
            values (?1, ?2, ?2)
            on conflict do nothing
            """)
        .setParameter(1, method)
        .setParameter(2, now)
        .executeUpdate();
    CircuitBreaker before = read(method, "for update").orElseThrow();
    CircuitBreaker after =
        retryAfter
            .map(pause -> before.rateLimited(pause, now))
            .orElseGet(() -> before.failed(probe, now, ThreadLocalRandom.current().nextDouble()));
    write(method, after);
    return after.openUntil();
  }

  /** Closes a circuit breaker, after a successful probe. */
  @Transactional(TxType.MANDATORY)
  void close(String method, Instant now) {
    write(method, CircuitBreaker.closed(now));
  }

  /** Lets every method with an open circuit breaker be tried again now. */
  @Transactional(TxType.MANDATORY)
  void forgetPauses(Instant now) {
    database
        .createNativeQuery(
            """
            update circuit_breaker
            set open_until = least(open_until, ?1), probe_until = least(probe_until, ?1)
            """)
        .setParameter(1, now)
        .executeUpdate();
  }

  private Optional<CircuitBreaker> read(String method, String lock) {
    List<?> found =
        database
            .createNativeQuery(
                "select open_until, probe_until, failures from circuit_breaker where method = ?1 "
                    + lock)
            .setParameter(1, method)
            .getResultList();
    return found.stream()
        .map(Object[].class::cast)
        .map(row -> new CircuitBreaker((Instant) row[0], (Instant) row[1], (int) row[2]))
        .findFirst();
  }

  private void write(String method, CircuitBreaker breaker) {
    database
        .createNativeQuery(
            """
            update circuit_breaker set open_until = ?2, probe_until = ?3, failures = ?4
            where method = ?1
            """)
        .setParameter(1, method)
        .setParameter(2, breaker.openUntil())
        .setParameter(3, breaker.probeUntil())
        .setParameter(4, breaker.failures())
        .executeUpdate();
  }

  /**
   * The circuit breaker of one method of the chat's API. It opens when the chat cannot be reached
   * or limits the rate, and closes when a probe succeeds. Pure.
   *
   * @param openUntil when the pause ends; nothing may be sent before
   * @param probeUntil until when to wait for the result of the latest probe
   * @param failures the number of failures in a row; 0 if the chat only limits the rate
   */
  record CircuitBreaker(Instant openUntil, Instant probeUntil, int failures) {
    /** A circuit breaker that was never opened. */
    static final CircuitBreaker CLOSED = new CircuitBreaker(Instant.MIN, Instant.MIN, 0);

    private static final Backoff BACKOFF =
        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.25);

    /**
     * The longest pause that Hourkey accepts from the chat, which usually asks for some seconds. A
     * longer pause is a mistake, or would look like an outage.
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
     * The chat limits the rate. Hourkey waits for the whole pause that the chat asks for. It never
     * shortens an earlier pause.
     */
    CircuitBreaker rateLimited(Duration retryAfter, Instant now) {
      Instant until =
          now.plus(retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter);
      return new CircuitBreaker(until.isAfter(openUntil) ? until : openUntil, now, failures);
    }

    /**
     * The chat cannot be reached. After the first failure, only probes count, so that twenty calls
     * that fail at the same time are one failure. Otherwise the first pause would be a minute long.
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
}
