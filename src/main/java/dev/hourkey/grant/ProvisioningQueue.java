package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is to be provisioned on demand next. Entra takes 5 calls in 10 s per SCIM job, each about up
 * to 5 people of one group (Microsoft, synchronizationJob: provisionOnDemand); all replicas share
 * them. Removals go first, then whoever has waited longest; whoever waits for the same group goes
 * along.
 */
@ApplicationScoped
public class ProvisioningQueue {
  /** How many calls there are in the window. */
  public static final int CALLS = 5;

  /** A second more than Entra's window, because our clocks and Entra's are not one. */
  static final Duration WINDOW = Duration.ofSeconds(11);

  /** Longer than a call may take; nobody else on_demand_calls the same people meanwhile. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(40);

  private static final String WAITING =
      """
      from access_grant where on_demand_due_at <= ?1 and phase in ('CLEARING', 'SYNCING')
      """;

  private static final String REMOVALS_FIRST =
      " order by phase = 'CLEARING' desc, on_demand_due_at, id ";

  private final EntityManager database;
  private final GrantScheduler alarm;

  ProvisioningQueue(EntityManager database, GrantScheduler alarm) {
    this.database = database;
    this.alarm = alarm;
  }

  /** What to push now, or when to ask again. */
  sealed interface Turn {
    record Batch(EntraGroup group, List<Entry> entries) implements Turn {
      List<PersonId> people() {
        return entries.stream().map(Entry::person).distinct().toList();
      }
    }

    /** The calls of these seconds are used up. */
    record Wait(Instant until) implements Turn {}

    /** Somebody else is at it. */
    record NobodyWaits() implements Turn {}
  }

  /**
   * One grant whose change is to be carried over.
   *
   * @param since which change: what is said of an older one does not count for a newer
   */
  record Entry(UUID grant, PersonId person, boolean removal, Instant since) {}

  /**
   * Takes one call out of the budget and those who are to be named in it, if it is anybody's turn.
   */
  @Transactional
  Turn next(Instant now) {
    database
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('provisioning_call'))")
        .getSingleResult();
    Optional<Instant> full = fullUntil(now);
    if (full.isPresent()) {
      return new Turn.Wait(full.get().plus(patience(now)));
    }
    List<Grant> batch = batch(now);
    if (batch.isEmpty()) {
      return new Turn.NobodyWaits();
    }
    database
        .createNativeQuery("insert into provisioning_call values (?1)")
        .setParameter(1, now)
        .executeUpdate();
    batch.forEach(grant -> dueAt(grant.id, now.plus(UNDER_WAY)));
    return new Turn.Batch(
        batch.getFirst().group(),
        batch.stream()
            .map(
                grant ->
                    new Entry(
                        grant.id,
                        grant.holder(),
                        (grant.phase == Grant.Phase.CLEARING),
                        grant.syncSince()))
            .toList());
  }

  /** Writes down for all of a batch how its push went; they are looked at at once. */
  @Transactional
  void record(Turn.Batch batch, ScimProvisioner.Push provisionOnDemand, Instant now) {
    for (Entry entry : batch.entries()) {
      switch (provisionOnDemand) {
        case ScimProvisioner.Push.Done _ -> provisioned(entry, true, now);
        case ScimProvisioner.Push.NotDone _ -> provisioned(entry, false, now);
        case ScimProvisioner.Push.NotNow(Duration retryAfter) ->
            locked(entry.grant()).ifPresent(grant -> grant.postponeOnDemand(now.plus(retryAfter)));
      }
    }
  }

  /** How many calls are left in these seconds, and how many grants wait for one. */
  @Transactional
  public Load load(Instant now) {
    return new Load(CALLS - (int) callsSince(now.minus(WINDOW)), waiting(now));
  }

  /** How busy provisioning on demand is. */
  public record Load(int callsLeft, long waiting) {}

  /** In a crowd nobody's turn comes soon, and asking for it costs a look at AWS each time. */
  private Duration patience(Instant now) {
    return Duration.ofMillis(Math.min(60_000, 100 * waiting(now)));
  }

  private long waiting(Instant now) {
    return (Long)
        database
            .createNativeQuery("select count(*) " + WAITING)
            .setParameter(1, now)
            .getSingleResult();
  }

  private Optional<Instant> fullUntil(Instant now) {
    database
        .createNativeQuery("delete from provisioning_call where called_at <= ?1")
        .setParameter(1, now.minus(WINDOW))
        .executeUpdate();
    if (callsSince(now.minus(WINDOW)) < CALLS) {
      return Optional.empty();
    }
    Instant oldest =
        (Instant)
            database
                .createNativeQuery("select min(called_at) from provisioning_call")
                .getSingleResult();
    return Optional.of(oldest.plus(WINDOW));
  }

  private long callsSince(Instant then) {
    return (Long)
        database
            .createNativeQuery("select count(*) from provisioning_call where called_at > ?1")
            .setParameter(1, then)
            .getSingleResult();
  }

  @SuppressWarnings("unchecked") // Hibernate types the query, Jakarta Persistence does not.
  private List<Grant> batch(Instant now) {
    return database
        .createNativeQuery(
            "select * "
                + WAITING
                + " and group_id = (select group_id "
                + WAITING
                + REMOVALS_FIRST
                + "limit 1)"
                + REMOVALS_FIRST
                + "limit "
                + ScimProvisioner.MOST_PEOPLE,
            Grant.class)
        .setParameter(1, now)
        .getResultList();
  }

  private void dueAt(UUID grant, Instant when) {
    database
        .createNativeQuery(
            "update access_grant set on_demand_due_at = ?1 where id = ?2 and on_demand_due_at is not null")
        .setParameter(1, when)
        .setParameter(2, grant)
        .executeUpdate();
  }

  private void provisioned(Entry entry, boolean confirmed, Instant now) {
    locked(entry.grant())
        .filter(grant -> grant.onDemandDueAt != null)
        .filter(grant -> (grant.phase == Grant.Phase.CLEARING) == entry.removal())
        .filter(grant -> grant.syncSince().equals(entry.since()))
        .ifPresent(
            grant -> { // And it has not moved on meanwhile; then this was about something else.
              grant.provisioned(confirmed, now);
              alarm.schedule(grant.id, grant.phase.stage(), now);
            });
  }

  Optional<Grant> locked(UUID grant) {
    return Optional.ofNullable(database.find(Grant.class, grant, LockModeType.PESSIMISTIC_WRITE));
  }
}
