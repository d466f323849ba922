package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;

/**
 * The pace of writes to Entra after it has said that there were too many. It then takes 3,000 in
 * 150 s, 20 a second, from all replicas together (Microsoft, throttling limits of identity and
 * access). Until it says so nothing is held back. Every method is part of its caller's transaction.
 */
@ApplicationScoped
class GraphWriteLimiter {
  /** A little slower than Entra's own pace, so that what is refused on the way is made up for. */
  static final Duration BETWEEN = Duration.ofMillis(51);

  private static final Duration PACED_FOR = Duration.ofSeconds(150);

  /** What another replica was told is known here after this long. */
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final EntityManager database;

  private volatile Known known = new Known(Instant.EPOCH, Instant.EPOCH);

  GraphWriteLimiter(EntityManager database) {
    this.database = database;
  }

  /** When a removal may be sent; that moment is kept free for it. */
  Instant reserve(Instant now) {
    if (!paced(now)) {
      return now;
    }
    return (Instant)
        database
            .createNativeQuery(
                """
                update graph_write_limit set next_slot = greatest(next_slot, ?1) + ?2 * interval '1 ms'
                where id = 1 returning next_slot - ?2 * interval '1 ms'
                """)
            .setParameter(1, now)
            .setParameter(2, BETWEEN.toMillis())
            .getSingleResult();
  }

  /** When an add may be sent, or ask again: removals go first. */
  Instant afterRemovals(Instant now) {
    return paced(now) ? read("next_slot") : now;
  }

  /** Entra has said that there were too many, and how long to wait. */
  void tooMany(Instant now, Duration command) {
    database
        .createNativeQuery(
            """
            update graph_write_limit set limited_until = ?1, next_slot = greatest(next_slot, ?2)
            where id = 1
            """)
        .setParameter(1, now.plus(PACED_FOR))
        .setParameter(2, now.plus(command))
        .executeUpdate();
    known = new Known(now.plus(PACED_FOR), now);
  }

  private boolean paced(Instant now) {
    if (!known.at().plus(REMEMBERED).isAfter(now)) {
      known = new Known(read("limited_until"), now);
    }
    return known.limitedUntil().isAfter(now);
  }

  private record Known(Instant limitedUntil, Instant at) {}

  private Instant read(String column) {
    return (Instant)
        database
            .createNativeQuery("select " + column + " from graph_write_limit where id = 1")
            .getSingleResult();
  }
}
