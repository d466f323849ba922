package dev.hourkey.notification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits how often something is done, for all replicas together. Callers reserve a time and come
 * back then; nobody waits here. The only class that queries {@code rate_limit}.
 */
@ApplicationScoped
class RateLimiter {
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final EntityManager database;

  RateLimiter(EntityManager database) {
    this.database = database;
  }

  /**
   * A rate.
   *
   * @param interval between two reservations in the long run
   * @param burst how many may come at once before the interval applies
   */
  record Rate(Duration interval, int burst) {
    /** How far reservations may run ahead of the even rate. */
    Duration ahead() {
      return interval.multipliedBy(burst - 1L);
    }
  }

  /**
   * Reserves the next free time, which is not before {@code earliest} unless the rate allows a
   * burst. The row stores when the next reservation would be due at an even rate, and a burst may
   * run ahead of that (the generic cell rate algorithm).
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Reservation reserve(String key, Rate rate, Instant earliest) {
    Object free =
        database
            .createNativeQuery(
                """
                insert into rate_limit as known (key, free_at) values (?1, ?2)
                on conflict (key) do update
                  set free_at = greatest(known.free_at + cast(?3 as interval), excluded.free_at)
                returning free_at
                """)
            .setParameter(1, key)
            .setParameter(2, earliest.plus(rate.interval()))
            .setParameter(3, rate.interval().toString())
            .getSingleResult();
    return new Reservation(key, ((Instant) free).minus(rate.interval()).minus(rate.ahead()));
  }

  /** Deletes rows that limit nothing any more. */
  @Transactional
  void deleteOld(Instant now) {
    database
        .createNativeQuery(
            """
            delete from rate_limit where key in (
              select key from rate_limit where free_at < ?1 for update skip locked)
            """)
        .setParameter(1, now.minus(KEPT))
        .executeUpdate();
  }
}
