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
class Memberships implements PanacheRepositoryBase<Membership, MembershipKey> {
  /** The pair, to change; from now on there is one. */
  Membership locked(MembershipKey membershipKey) {
    Membership known = findById(membershipKey, LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      return known;
    }
    getEntityManager()
        .createNativeQuery(
            "insert into membership (group_id, person_id) values (?1, ?2) on conflict do nothing")
        .setParameter(1, membershipKey.groupId())
        .setParameter(2, membershipKey.personId())
        .executeUpdate();
    return findById(membershipKey, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Those of the pairs that there are, to change, in one order for all who do so. */
  void lock(List<MembershipKey> membershipKeys) {
    find(
            "membershipKey in (?1) order by membershipKey.groupId, membershipKey.personId",
            membershipKeys)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** The pair as it is, if a grant was ever about it. */
  Optional<Membership> of(MembershipKey membershipKey) {
    return findByIdOptional(membershipKey);
  }

  /** People with a managed membership in the group. */
  Set<String> managedIn(String groupId) {
    return people("membershipKey.groupId = ?1 and managedSince is not null", groupId);
  }

  /** People whom Hourkey removed from the group after {@code then} and has not added since. */
  Set<String> removedSince(String groupId, Instant then) {
    return people(
        "membershipKey.groupId = ?1 and removedAt > ?2 and (managedSince is null or managedSince <= removedAt)",
        groupId,
        then);
  }

  private Set<String> people(String query, Object... values) {
    return list(query, values).stream()
        .map(membership -> membership.membershipKey.personId())
        .collect(Collectors.toSet());
  }

  /** The groups that have, or may have, a managed membership. */
  Set<String> managedGroups() {
    return Set.copyOf(
        getEntityManager()
            .createQuery(
                "select distinct m.membershipKey.groupId from Membership m where m.managedSince is not null",
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
  List<MembershipKey> orphaned(Instant now, int limit) {
    return getEntityManager()
        .createQuery(
            """
            select m.membershipKey from Membership m
            where m.managedSince is not null and (m.nextCheckAt is null or m.nextCheckAt <= ?1)
              and (select count(g) from Grant g
                where g.groupId = m.membershipKey.groupId and g.holder = m.membershipKey.personId
                  and g.endedAt is null) = 0
            order by m.nextCheckAt nulls first
            """,
            MembershipKey.class)
        .setParameter(1, now)
        .setMaxResults(limit)
        .getResultList();
  }
}
