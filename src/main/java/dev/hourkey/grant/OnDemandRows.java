package dev.hourkey.grant;

import dev.hourkey.grant.ProvisioningQueue.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The calls to provisioning on demand that were made, and the grants that wait for one. */
interface OnDemandRows {
  /** Keeps every other replica from making a call until the transaction has ended. */
  void lockCalls();

  /** The calls after {@code then}, the oldest first. */
  List<Instant> callsSince(Instant then);

  /** Adds a call, and deletes calls that were made at {@code then} or before. */
  void addCall(Instant now, Instant then);

  /** How many grants wait for a call. */
  long count(Instant now);

  /** The grants that wait for a call. */
  List<Waiting> waiting(Instant now);

  /** Keeps a grant out of other calls until this time, and returns it. */
  Grant postpone(UUID grant, Instant until);

  /** The tables {@code provisioning_call} and {@code access_grant}. */
  @ApplicationScoped
  class Tables implements OnDemandRows {
    private static final String WAITING =
        "from access_grant where on_demand_due_at <= ?1 and phase in ('CLEARING', 'SYNCING')";

    private final EntityManager database;

    Tables(EntityManager database) {
      this.database = database;
    }

    @Override
    public void lockCalls() {
      database
          .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('provisioning_call'))")
          .getSingleResult();
    }

    @Override
    public List<Instant> callsSince(Instant then) {
      return rows(database
              .createNativeQuery(
                  """
                  select called_at, 1 from provisioning_call where called_at > ?1 order by called_at
                  """)
              .setParameter(1, then))
          .map(row -> (Instant) row[0])
          .toList();
    }

    @Override
    public void addCall(Instant now, Instant then) {
      database
          .createNativeQuery("delete from provisioning_call where called_at <= ?1")
          .setParameter(1, then)
          .executeUpdate();
      database
          .createNativeQuery("insert into provisioning_call values (?1)")
          .setParameter(1, now)
          .executeUpdate();
    }

    @Override
    public long count(Instant now) {
      return (Long)
          database
              .createNativeQuery("select count(*) " + WAITING)
              .setParameter(1, now)
              .getSingleResult();
    }

    @Override
    public List<Waiting> waiting(Instant now) {
      return rows(database
              .createNativeQuery(
                  "select id, group_id, phase = 'CLEARING', on_demand_due_at " + WAITING)
              .setParameter(1, now))
          .map(
              row ->
                  new Waiting((UUID) row[0], (String) row[1], (Boolean) row[2], (Instant) row[3]))
          .toList();
    }

    @Override
    public Grant postpone(UUID grant, Instant until) {
      database
          .createNativeQuery(
              """
              update access_grant set on_demand_due_at = ?1
              where id = ?2 and on_demand_due_at is not null
              """)
          .setParameter(1, until)
          .setParameter(2, grant)
          .executeUpdate();
      return database.find(Grant.class, grant);
    }

    @SuppressWarnings("unchecked") // Hibernate types the query, but Jakarta Persistence does not.
    private static Stream<Object[]> rows(Query query) {
      return ((List<Object[]>) query.getResultList()).stream();
    }
  }
}
