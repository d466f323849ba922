package dev.hourkey.notification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/**
 * One message a second for each destination, shared by all replicas. Slots are reserved, not waited
 * for; and the only class that queries {@code rate_limit}.
 */
@ApplicationScoped
class RateLimiter {
  static final Duration EVERY = Duration.ofSeconds(1);

  /**
   * So many go at once before the pace is felt. Slack lets an app post "1 message per second per
   * channel" and tolerates short bursts over that; the steps of one request come in such a burst,
   * and its readers should not watch them arrive one by one.
   */
  static final int BURST = 5;

  private static final Duration AHEAD = EVERY.multipliedBy(BURST - 1);
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final EntityManager database;

  RateLimiter(EntityManager database) {
    this.database = database;
  }

  /**
   * Reserves the next slot; it may be now. The row keeps when the destination would be free if
   * everything had gone at the even pace, and a slot may run ahead of that by a burst (GCRA).
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Reservation reserve(String destination, Instant now) {
    Object free =
        database
            .createNativeQuery(
                """
                insert into rate_limit as pace (destination, free_at) values (?1, ?2)
                on conflict (destination) do update
                  set free_at = greatest(pace.free_at + cast(?3 as interval), excluded.free_at)
                returning free_at
                """)
            .setParameter(1, destination)
            .setParameter(2, now.plus(EVERY))
            .setParameter(3, EVERY.toString())
            .getSingleResult();
    return new Reservation(destination, ((Instant) free).minus(EVERY).minus(AHEAD));
  }

  /** Destinations that are free again have nothing to remember. */
  @Transactional
  void forget(Instant now) {
    database
        .createNativeQuery(
            """
            delete from rate_limit where destination in (
              select destination from rate_limit where free_at < ?1 for update skip locked)
            """)
        .setParameter(1, now.minus(REMEMBERED))
        .executeUpdate();
  }
}
