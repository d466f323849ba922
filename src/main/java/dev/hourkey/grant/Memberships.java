package dev.hourkey.grant;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pairs of group and person that grants were about, and the only class that queries {@code
 * membership}. Every method is part of its caller's transaction.
 */
@ApplicationScoped
class Memberships implements PanacheRepositoryBase<Membership, Pair> {
  /** The pair, to change; from now on there is one. */
  Membership locked(Pair pair) {
    Membership known = findById(pair, LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      return known;
    }
    getEntityManager()
        .createNativeQuery(
            "insert into membership (group_id, person_id) values (?1, ?2) on conflict do nothing")
        .setParameter(1, pair.groupId())
        .setParameter(2, pair.personId())
        .executeUpdate();
    return findById(pair, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Those of the pairs that there are, to change, in one order for all who do so. */
  void lock(List<Pair> pairs) {
    find("pair in (?1) order by pair.groupId, pair.personId", pairs)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** The pair as it is, if a grant was ever about it. */
  Optional<Membership> of(Pair pair) {
    return findByIdOptional(pair);
  }

  /** People with a managed membership in the group. */
  Set<String> oursIn(String groupId) {
    return people("pair.groupId = ?1 and oursSince is not null", groupId);
  }

  /** People whom Hourkey removed from the group after {@code then} and has not added since. */
  Set<String> removedSince(String groupId, Instant then) {
    return people(
        "pair.groupId = ?1 and removedAt > ?2 and (oursSince is null or oursSince <= removedAt)",
        groupId,
        then);
  }

  private Set<String> people(String query, Object... values) {
    return list(query, values).stream()
        .map(membership -> membership.pair.personId())
        .collect(Collectors.toSet());
  }

  /** The groups that have, or may have, a managed membership. */
  Set<String> groupsOfOurs() {
    return Set.copyOf(
        getEntityManager()
            .createQuery(
                "select distinct m.pair.groupId from Membership m where m.oursSince is not null",
                String.class)
            .getResultList());
  }

  /** Forgets direct removals in AWS, so that Hourkey does not undo any of them. */
  void forgetDirectRemovals() {
    int _ = update("directlyRemovedAt = null where directlyRemovedAt is not null");
  }

  /**
   * Pairs that are ours while no open grant is about them, and due to be looked after. Counted, and
   * not asked whether there is one, because PostgreSQL joins for that, and takes seconds when it
   * underrates how many grants are open.
   */
  List<Pair> leftOver(Instant now, int limit) {
    return getEntityManager()
        .createQuery(
            """
            select m.pair from Membership m
            where m.oursSince is not null and (m.nextCheckAt is null or m.nextCheckAt <= ?1)
              and (select count(g) from Grant g
                where g.groupId = m.pair.groupId and g.holder = m.pair.personId
                  and g.endedAt is null) = 0
            order by m.nextCheckAt nulls first
            """,
            Pair.class)
        .setParameter(1, now)
        .setMaxResults(limit)
        .getResultList();
  }
}
