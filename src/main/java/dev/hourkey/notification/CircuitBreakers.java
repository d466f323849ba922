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

/** What all replicas know of the chat's lines, and the only class that queries them. */
@ApplicationScoped
class CircuitBreakers {
  /**
   * Between two turns after a hold. Ten a second are the "several hundred messages a minute" that
   * Slack takes from an app, and all the work that a queue makes while Slack is down.
   */
  static final Duration BETWEEN_TURNS = Duration.ofMillis(100);

  private final EntityManager database;

  CircuitBreakers(EntityManager database) {
    this.database = database;
  }

  @Transactional(TxType.MANDATORY)
  CircuitBreaker find(String line) {
    return read(line, "").orElse(CircuitBreaker.FREE);
  }

  /** A turn of one's own, after the hold and after whoever waits already. */
  @Transactional(TxType.MANDATORY)
  Reservation takeTurn(String line, Instant now) {
    Object turn =
        database
            .createNativeQuery(
                """
                update circuit_breaker
                set turn_at = greatest(turn_at, held_until, ?3) + cast(?2 as interval)
                where line = ?1
                returning turn_at
                """)
            .setParameter(1, line)
            .setParameter(2, BETWEEN_TURNS.toString())
            .setParameter(3, now)
            .getSingleResult();
    return new Reservation(line, (Instant) turn);
  }

  /** Claims the one try there is after a failure; everybody else waits for what it finds. */
  @Transactional(TxType.MANDATORY)
  boolean probe(String line, Instant now) {
    return database
            .createNativeQuery(
                """
                update circuit_breaker set probe_until = ?2
                where line = ?1 and failures > 0 and held_until <= ?3 and probe_until <= ?3
                """)
            .setParameter(1, line)
            .setParameter(2, now.plus(CircuitBreaker.PROBE))
            .setParameter(3, now)
            .executeUpdate()
        == 1;
  }

  /** Holds a line back, as the chat wishes or because it is away; returns until when. */
  @Transactional(TxType.MANDATORY)
  Instant hold(String line, Optional<Duration> command, boolean probe, Instant now) {
    database
        .createNativeQuery(
            """
            insert into circuit_breaker (line, held_until, probe_until, turn_at)
            values (?1, ?2, ?2, ?2)
            on conflict do nothing
            """)
        .setParameter(1, line)
        .setParameter(2, now)
        .executeUpdate();
    CircuitBreaker before = read(line, "for update").orElseThrow();
    CircuitBreaker held =
        command
            .map(requested -> before.commanded(requested, now))
            .orElseGet(() -> before.failed(probe, now, ThreadLocalRandom.current().nextDouble()));
    write(line, held);
    return held.heldUntil();
  }

  /** A probe came through. */
  @Transactional(TxType.MANDATORY)
  void release(String line, Instant now) {
    write(line, CircuitBreaker.released(now));
  }

  private Optional<CircuitBreaker> read(String line, String lock) {
    List<Object[]> found =
        database
            .createNativeQuery(
                "select held_until, probe_until, failures from circuit_breaker where line = ?1 "
                    + lock)
            .setParameter(1, line)
            .getResultList();
    return found.stream()
        .map(row -> new CircuitBreaker((Instant) row[0], (Instant) row[1], (int) row[2]))
        .findFirst();
  }

  private void write(String line, CircuitBreaker now) {
    database
        .createNativeQuery(
            """
            update circuit_breaker set held_until = ?2, probe_until = ?3, failures = ?4 where line = ?1
            """)
        .setParameter(1, line)
        .setParameter(2, now.heldUntil())
        .setParameter(3, now.probeUntil())
        .setParameter(4, now.failures())
        .executeUpdate();
  }
}
