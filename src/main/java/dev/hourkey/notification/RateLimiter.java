package dev.hourkey.notification;

import dev.hourkey.retry.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits how often something is done, across all replicas. Callers reserve a time and return at
 * that time, so nothing blocks here.
 */
@ApplicationScoped
class RateLimiter {
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final EntityManager database;

  RateLimiter(EntityManager database) {
    this.database = database;
  }

  /** Reserves the next time that the rate allows, which is not before {@code earliest}. */
  @Transactional(Transactional.TxType.MANDATORY)
  Reservation reserve(String key, RateLimit rate, Instant earliest) {
    Instant due = lockedDue(key, earliest);
    database
        .createNativeQuery("update rate_limit set free_at = ?2 where key = ?1")
        .setParameter(1, key)
        .setParameter(2, rate.dueAfter(due, earliest))
        .executeUpdate();
    return new Reservation(key, rate.next(due, earliest));
  }

  /** When the next reservation is due at the even rate. */
  private Instant lockedDue(String key, Instant first) {
    return (Instant)
        database
            .createNativeQuery(
                """
                insert into rate_limit as known (key, free_at) values (?1, ?2)
                on conflict (key) do update set free_at = known.free_at
                returning free_at
                """)
            .setParameter(1, key)
            .setParameter(2, first)
            .getSingleResult();
  }

  /** Resets every rate, and drops every reservation. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forgetReservations(Instant now) {
    database
        .createNativeQuery("delete from rate_limit where free_at > ?1")
        .setParameter(1, now)
        .executeUpdate();
    database
        .createNativeQuery(
            """
            update notification set next_try_at = ?1, reservation_key = null, reservation_at = null
            where key in (
              select key from notification where next_try_at > ?1 for update skip locked)
            """)
        .setParameter(1, now)
        .executeUpdate();
  }

  /** Deletes rows that no longer limit anything. */
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

  /**
   * A time at which one notification may be sent.
   *
   * @param key the destination or method whose rate is limited
   */
  record Reservation(String key, Instant at) {
    /**
     * Whether it may still be used. A reservation that was missed by more than {@code grace} is
     * dropped.
     */
    boolean isValid(String wantedKey, Duration grace, Instant now) {
      return key.equals(wantedKey) && !now.isAfter(at.plus(grace));
    }

    boolean isAfter(Instant now) {
      return at.isAfter(now);
    }
  }
}
