package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The memberships that grants have or had. Only this class queries {@code membership}. Every method
 * runs in its caller's transaction.
 */
@ApplicationScoped
public class Memberships implements MembershipRows {
  private final EntityManager database;

  Memberships(EntityManager database) {
    this.database = database;
  }

  @Override
  public Membership locked(MembershipKey id) {
    Membership known = database.find(Membership.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      return known;
    }
    database
        .createNativeQuery(
            "insert into membership (group_id, person_id) values (?1, ?2) on conflict do nothing")
        .setParameter(1, id.groupId())
        .setParameter(2, id.personId())
        .executeUpdate();
    return database.find(Membership.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Locks those of the memberships that have a row, in one order for all callers. */
  void lock(List<MembershipKey> ids) {
    database
        .createQuery(
            "from Membership where id in (?1) order by id.groupId, id.personId", Membership.class)
        .setParameter(1, ids)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  @Override
  public Optional<Membership> of(MembershipKey id) {
    return Optional.ofNullable(database.find(Membership.class, id));
  }

  @Override
  public boolean lastLeasedForRemovalTo(MembershipKey id, UUID by, int attempt) {
    return database
            .createQuery(
                """
                select count(m) from Membership m
                where m.id = ?1 and m.lease.leasedBy = ?2 and m.lease.leasedAttempt in (?3, ?4)
                """,
                Long.class)
            .setFlushMode(
                FlushModeType.COMMIT) // A lease for an add is never taken in this transaction.
            .setParameter(1, id)
            .setParameter(2, by)
            .setParameter(3, attempt)
            .setParameter(4, Lease.NOBODY)
            .getSingleResult()
        > 0;
  }

  /** People with a managed membership in the group. */
  public Set<String> managedIn(String groupId) {
    return people("id.groupId = ?1 and managedSince is not null", groupId);
  }

  /** People that Hourkey removed from the group after {@code then} and has not added since. */
  public Set<String> removedSince(String groupId, Instant then) {
    return people(
        """
        id.groupId = ?1 and removedAt > ?2 and (managedSince is null or managedSince <= removedAt)
        """,
        groupId,
        then);
  }

  private Set<String> people(String condition, Object... values) {
    var query =
        database.createQuery("select id.personId from Membership where " + condition, String.class);
    for (int i = 0; i < values.length; i++) {
      query.setParameter(i + 1, values[i]);
    }
    return query.getResultStream().collect(Collectors.toSet());
  }

  /** The groups that have, or may have, a managed membership. */
  public Set<String> managedGroups() {
    return Set.copyOf(
        database
            .createQuery(
                "select distinct m.id.groupId from Membership m where m.managedSince is not null",
                String.class)
            .getResultList());
  }

  /**
   * Records that an operator wants Hourkey to remove a member. From now on, the membership is
   * managed.
   */
  public void takeOver(MembershipKey id, Instant now) {
    locked(id).manage(now);
  }

  /** Forgets direct removals in AWS, so that Hourkey does not undo any of them. */
  void forgetDirectRemovals() {
    int _ =
        database
            .createQuery(
                "update Membership set directlyRemovedAt = null where directlyRemovedAt is not"
                    + " null")
            .executeUpdate();
  }

  /**
   * Counts the open grants instead of using {@code exists}. For {@code exists}, PostgreSQL plans a
   * join, which takes seconds if it underestimates how many grants are open.
   */
  @Override
  public List<MembershipKey> orphaned(Instant now, int limit) {
    return database
        .createQuery(
            """
            select m.id from Membership m
            where m.managedSince is not null and (m.nextCheckAt is null or m.nextCheckAt <= ?1)
              and (select count(g) from Grant g
                where g.access.groupId = m.id.groupId and g.holder = m.id.personId
                  and g.endedAt is null and g.phase <> SCHEDULED) = 0
            order by m.nextCheckAt nulls first
            """,
            MembershipKey.class)
        .setParameter(1, now)
        .setMaxResults(limit)
        .getResultList();
  }
}
