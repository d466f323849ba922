package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How many of the entitlements that can be requested are used. */
@ApplicationScoped
public class EntitlementUse {
  /** An entitlement that nobody held in this time counts as unused. */
  private static final Duration UNUSED = Duration.ofDays(90);

  /**
   * One index lookup for each entitlement, because 90 days may have very many grants. A grant that
   * was opened earlier was used in that time unless it had ended before.
   */
  private static final String USED =
      """
      select known.entitlement from unnest(cast(?1 as text[])) as known(entitlement)
      where exists (
          select 1 from access_grant one where one.entitlement = known.entitlement and one.opened_at >= ?2)
        or known.entitlement in (select entitlement from access_grant where ended_at is null)
        or exists (
          select 1 from access_grant one
          where one.entitlement = known.entitlement and one.ended_at >= ?2 and one.opened_at >= cast(?2 as timestamptz)
            - (select max(ended_at - opened_at) from access_grant where ended_at is not null))
      """;

  private final EntityManager database;
  private final Catalog catalog;
  private final Clock clock;

  EntitlementUse(EntityManager database, Catalog catalog, Clock clock) {
    this.database = database;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * What was used in the last 90 days.
   *
   * @param all how many entitlements can be requested now
   * @param complete false while Hourkey does not know all entitlements that can be requested
   * @param unused those without a grant, by name
   */
  public record UsageSummary(int all, boolean complete, List<Entitlement> unused) {
    /** How many entitlements had a grant. */
    public int used() {
      return all - unused.size();
    }
  }

  /** Which of the entitlements that can be requested now were used recently. */
  @Transactional
  public UsageSummary recentUsage() {
    CatalogSnapshot now = catalog.current();
    Set<String> used = used(now.entitlements());
    return new UsageSummary(
        now.entitlements().size(),
        now.complete(),
        now.entitlements().stream()
            .filter(one -> !used.contains(one.id()))
            .sorted(Comparator.comparing(Entitlement::name).thenComparing(Entitlement::id))
            .toList());
  }

  private Set<String> used(List<Entitlement> known) {
    List<?> ids =
        database
            .createNativeQuery(USED)
            .setParameter(1, known.stream().map(Entitlement::id).toArray(String[]::new))
            .setParameter(2, clock.instant().minus(UNUSED))
            .getResultList();
    return ids.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
  }
}
