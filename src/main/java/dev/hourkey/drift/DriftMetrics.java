package dev.hourkey.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** How much drift there is, for the metrics. */
@ApplicationScoped
public class DriftMetrics {
  private final EntityManager database;
  private final Clock clock;

  DriftMetrics(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How many findings have lasted longer than the vendors' lag. */
  @Transactional
  public long lasting() {
    return count("where report is not null and resolvedAt is null").getSingleResult();
  }

  /** How many such findings have not been compared for too long, so that they may be over. */
  @Transactional
  public long unwatched() {
    return count(
            "where report is not null and resolvedAt is null and "
                + DriftFinding.NOT_COMPARED_SINCE)
        .setParameter(1, clock.instant().minus(DriftFindings.UNWATCHED))
        .getSingleResult();
  }

  private TypedQuery<Long> count(String where) {
    return database.createQuery("select count(*) from DriftFinding " + where, Long.class);
  }
}
