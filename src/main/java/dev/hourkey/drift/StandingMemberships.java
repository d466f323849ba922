package dev.hourkey.drift;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.MembershipKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.query.NativeQuery;

/**
 * The only class that queries {@code standing_membership} and {@code compared_group}. Every method
 * runs in its caller's transaction.
 */
@ApplicationScoped
class StandingMemberships {
  private static final String MEMBERS =
      """
      select one.group_id, coalesce(compared.group_name, one.group_id), one.person_id, one.origin,
        one.first_seen, compared.compared_at
      from standing_membership one left join compared_group compared using (group_id)
      where %s
      order by one.group_id, one.person_id
      """;

  private final EntityManager database;

  StandingMemberships(EntityManager database) {
    this.database = database;
  }

  Optional<ComparedGroup> group(String id) {
    return Optional.ofNullable(database.find(ComparedGroup.class, id));
  }

  /** Locks the row of a group, to change it; creates it if there is none. */
  ComparedGroup lockedGroup(EntraGroup group, Instant now) {
    database
        .createNativeQuery(
            """
            insert into compared_group (group_id, group_name, first_compared_at)
            values (?1, ?2, ?3) on conflict do nothing
            """)
        .setParameter(1, group.id())
        .setParameter(2, group.name())
        .setParameter(3, now)
        .executeUpdate();
    return database.find(ComparedGroup.class, group.id(), LockModeType.PESSIMISTIC_WRITE);
  }

  void add(MembershipKey membership, Origin origin, Instant now) {
    database.persist(new StandingMembership(membership, origin, now));
  }

  void addIfMissing(MembershipKey membership, Origin origin, Instant now) {
    if (database.find(StandingMembership.class, membership) == null) {
      add(membership, origin, now);
    }
  }

  /** The people who are recorded as standing members of a group. */
  Set<String> in(EntraGroup group) {
    return list(group).stream().map(StandingMembership::person).collect(toSet());
  }

  /** The standing members of a group with this origin. */
  Set<String> of(EntraGroup group, Origin origin) {
    return database
        .createQuery(
            "from StandingMembership where id.groupId = ?1 and origin = ?2",
            StandingMembership.class)
        .setParameter(1, group.id())
        .setParameter(2, origin)
        .getResultStream()
        .map(StandingMembership::person)
        .collect(toSet());
  }

  /** Deletes the records of members that have left or that Hourkey has added since. */
  void forget(EntraGroup group, Set<String> members, Set<String> managed, Instant now) {
    list(group).stream()
        .filter(
            one ->
                one.recordCheck(members.contains(one.person()), now)
                    || managed.contains(one.person()))
        .forEach(database::remove);
  }

  private List<StandingMembership> list(EntraGroup group) {
    return database
        .createQuery("from StandingMembership where id.groupId = ?1", StandingMembership.class)
        .setParameter(1, group.id())
        .getResultList();
  }

  /** At most {@code limit} standing members after this one, by group and person. */
  List<Object[]> after(MembershipKey last, int limit) {
    return members(
        "(one.group_id, one.person_id) > (?1, ?2)", limit, last.groupId(), last.personId());
  }

  /** At most {@code limit} standing members of these groups, by group and person. */
  List<Object[]> ofGroups(List<String> groups, int limit) {
    return members("one.group_id = any(?1)", limit, (Object) groups.toArray(String[]::new));
  }

  /** At most {@code limit} standing memberships of a person, by group. */
  List<Object[]> ofPerson(String person, int limit) {
    return members("one.person_id = ?1", limit, person);
  }

  private List<Object[]> members(String condition, int limit, Object... parameters) {
    NativeQuery<?> query =
        database
            .createNativeQuery(MEMBERS.formatted(condition))
            .unwrap(NativeQuery.class)
            .setMaxResults(limit);
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, parameters[i]);
    }
    @SuppressWarnings("unchecked") // Hibernate types the query, Jakarta Persistence does not.
    List<Object[]> rows = (List<Object[]>) query.getResultList();
    return rows;
  }

  /** How many standing members are recorded. */
  long count() {
    return (Long)
        database.createNativeQuery("select count(*) from standing_membership").getSingleResult();
  }

  /** When each group was last compared, by object id. */
  Map<String, Instant> comparedAt() {
    return database
        .createQuery(
            "select groupId, comparedAt from ComparedGroup where comparedAt is not null",
            Object[].class)
        .getResultStream()
        .collect(toMap(row -> (String) row[0], row -> (Instant) row[1]));
  }

  /** How many of these groups were compared, and when at the earliest: with Entra, and with AWS. */
  Object[] comparisons(List<String> groups) {
    return (Object[])
        database
            .createNativeQuery(
                """
                select count(compared_at), min(compared_at), count(aws_compared_at), min(aws_compared_at)
                from compared_group where group_id = any(?1)
                """)
            .setParameter(1, groups.toArray(String[]::new))
            .getSingleResult();
  }

  /** The groups in which the latest comparison missed a recorded member. */
  List<String> groupsWithAbsent() {
    return database
        .createQuery(
            "select distinct id.groupId from StandingMembership where absentSince is not null",
            String.class)
        .getResultList();
  }

  /** How many members each group had when it was compared for the first time. */
  List<StandingMembershipCheck.Baseline> baselines() {
    return database
        .createQuery(
            """
            select g.groupName, count(s) from StandingMembership s, ComparedGroup g
            where s.id.groupId = g.groupId and s.origin = ?1
            group by g.groupName order by g.groupName
            """,
            Object[].class)
        .setParameter(1, Origin.BASELINE)
        .getResultStream()
        .map(row -> new StandingMembershipCheck.Baseline((String) row[0], (long) row[1]))
        .toList();
  }
}
