package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/**
 * Entra takes 5 calls of provisioning on demand in 10 s per SCIM job; all replicas share them
 * (Microsoft, synchronizationJob: provisionOnDemand).
 */
@ApplicationScoped
class ProvisioningBudget {
  private static final int CALLS = 5;

  /** A second more than Entra's window, because our clocks and Entra's are not one. */
  private static final Duration WINDOW = Duration.ofSeconds(11);

  private final EntityManager database;

  ProvisioningBudget(EntityManager database) {
    this.database = database;
  }

  /** Takes one call out of the budget, if there is one left. */
  @Transactional
  boolean take(Instant now) {
    database
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('provisioning_call'))")
        .getSingleResult();
    database
        .createNativeQuery("delete from provisioning_call where called_at <= ?1")
        .setParameter(1, now.minus(WINDOW))
        .executeUpdate();
    return database
            .createNativeQuery(
                """
                insert into provisioning_call
                select ?1 where (select count(*) from provisioning_call) < ?2
                """)
            .setParameter(1, now)
            .setParameter(2, CALLS)
            .executeUpdate()
        == 1;
  }
}
