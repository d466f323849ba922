package dev.hourkey.notification;

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
 * The circuit breakers of the chat's methods, shared by all replicas; the only class that queries
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

  /** Claims the probe of a half-open circuit breaker; false if another call has it. */
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
   * Opens a circuit breaker; returns until when.
   *
   * @param retryAfter present when the chat limits the rate, absent when it cannot be reached
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
}
