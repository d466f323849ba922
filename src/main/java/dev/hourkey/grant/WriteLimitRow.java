package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;

/** The write limit that all replicas share. */
interface WriteLimitRow {
  WriteLimit read();

  /** Locks the row, to change it. */
  WriteLimit locked();

  void save(WriteLimit limit);

  /** The table {@code graph_write_limit}. */
  @ApplicationScoped
  class Table implements WriteLimitRow {
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
