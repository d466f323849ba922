package dev.hourkey.grant;

import dev.hourkey.retry.ClockSkew;
import dev.hourkey.retry.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;

/**
 * Applies the {@link WriteLimit} that all replicas share. Every method runs in its caller's
 * transaction.
 */
@ApplicationScoped
class GraphWriteLimiter {
  /** For how long a replica remembers whether writes are limited. */
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final Row row;

  private volatile Known known = new Known(Instant.EPOCH, Instant.EPOCH);

  GraphWriteLimiter(Row row) {
    this.row = row;
  }

  /** When a removal may be sent; that moment is reserved for it. */
  Instant reserve(Instant now) {
    if (!limits(now)) {
      return now;
    }
    WriteLimit limit = row.locked();
    row.save(limit.reserved(now));
    return limit.slot(now);
  }

  /** When an add may be sent, or has to check again, because removals go first. */
  Instant afterRemovals(Instant now) {
    return limits(now) ? row.read().afterRemovals(now) : now;
  }

  /** Records that Entra answered that there were too many writes, and how long to wait. */
  void tooMany(Instant now, Duration retryAfter) {
    WriteLimit limit = row.locked().tooMany(now, retryAfter);
    row.save(limit);
    known = new Known(limit.limitedUntil(), now);
  }

  private boolean limits(Instant now) {
    if (!known.at().plus(REMEMBERED).isAfter(now)) {
      known = new Known(row.read().limitedUntil(), now);
    }
    return known.limitedUntil().isAfter(now);
  }

  private record Known(Instant limitedUntil, Instant at) {}

  /**
   * Decides when to send writes after Entra has answered that there were too many. From then on,
   * Entra accepts 3,000 writes in 150 s, or 20 a second, from all replicas together (Microsoft,
   * throttling limits of identity and access). Removals get slots, one after the other. Adds wait
   * until all slots are over. Pure.
   *
   * @param limitedUntil until when writes are limited. No write is delayed before Entra limits
   *     writes for the first time
   * @param nextSlot the first moment that no removal has reserved
   */
  record WriteLimit(Instant limitedUntil, Instant nextSlot) {
    /** A little slower than Entra allows, which makes up for calls that are refused on the way. */
    static final Duration BETWEEN = Duration.ofMillis(51);

    private static final RateLimit REMOVALS = new RateLimit(BETWEEN, 1);

    private static final Duration LIMITED_FOR = Duration.ofSeconds(150);

    boolean limits(Instant now) {
      return limitedUntil.isAfter(now) && !fromBeforeSetBack(now);
    }

    /**
     * Whether the limit would last longer than any limit does, which means that it was set before
     * the clock was set back.
     */
    private boolean fromBeforeSetBack(Instant now) {
      return ClockSkew.setBackSince(limitedUntil, now.plus(LIMITED_FOR));
    }

    /** When a removal may be sent. */
    Instant slot(Instant now) {
      return limits(now) ? REMOVALS.next(nextSlot, now) : now;
    }

    /** The limit after a removal has reserved its {@link #slot}. */
    WriteLimit reserved(Instant now) {
      return limits(now) ? new WriteLimit(limitedUntil, REMOVALS.dueAfter(nextSlot, now)) : this;
    }

    /** When an add may be sent, or has to check again. */
    Instant afterRemovals(Instant now) {
      return limits(now) ? nextSlot : now;
    }

    /** Entra has answered that there were too many writes, and how long to wait. */
    WriteLimit tooMany(Instant now, Duration retryAfter) {
      Instant earliest = now.plus(retryAfter);
      boolean reserved = nextSlot.isAfter(earliest) && !fromBeforeSetBack(now);
      return new WriteLimit(now.plus(LIMITED_FOR), reserved ? nextSlot : earliest);
    }
  }

  /** The write limit that all replicas share. */
  interface Row {
    WriteLimit read();

    /** Locks the row, to change it. */
    WriteLimit locked();

    void save(WriteLimit limit);
  }

  /** The table {@code graph_write_limit}. */
  @ApplicationScoped
  static class Table implements Row {
    private static final String ROW =
        "select limited_until, next_slot from graph_write_limit where id = 1";

    private final EntityManager database;

    Table(EntityManager database) {
      this.database = database;
    }

    @Override
    public WriteLimit read() {
      return limit(ROW);
    }

    @Override
    public WriteLimit locked() {
      return limit(ROW + " for update");
    }

    private WriteLimit limit(String query) {
      Object[] row = (Object[]) database.createNativeQuery(query).getSingleResult();
      return new WriteLimit((Instant) row[0], (Instant) row[1]);
    }

    @Override
    public void save(WriteLimit limit) {
      database
          .createNativeQuery(
              "update graph_write_limit set limited_until = ?1, next_slot = ?2 where id = 1")
          .setParameter(1, limit.limitedUntil())
          .setParameter(2, limit.nextSlot())
          .executeUpdate();
    }
  }
}
