package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.Timeouts;

/**
 * Finds grants, both open and ended, and locks those that will be changed. Code that only lists,
 * counts or exports grants has its own queries, such as {@link GrantLists}.
 */
@ApplicationScoped
public class Grants implements GrantRows {
  /** The condition of {@link Lateness}, but a begun add counts even before the next attempt. */
  private static final String OVERDUE =
      """
      from Grant where endedAt is null and dueAt < ?1
        and phase <> SCHEDULED and not (phase = PROVISIONING and attempts.attempt = 0)
        and (proof.goneSince is null or proof.goneSince <= ?2)
        and not (phase = CLEARING and removedAt > ?2
          and aws.awsPresence in (NO_USER, NO_GROUP, ANOTHER_PERSONS_USER))
      """;

  private static final String ENDABLE = "where phase in (SCHEDULED, PROVISIONING, SYNCING, LIVE)";
  private static final String OLDEST = " order by openedAt";

  private final EntityManager database;

  Grants(EntityManager database) {
    this.database = database;
  }

  @Transactional
  public Optional<Grant> find(UUID id) {
    return Optional.ofNullable(database.find(Grant.class, id));
  }

  /** The grant that a request led to. */
  @Transactional
  public Optional<Grant> forRequest(UUID request) {
    return grants("where request = ?1").setParameter(1, request).getResultStream().findFirst();
  }

  /** Grants that AWS does not show yet and whose holders were told about the delay. */
  @Transactional
  List<Grant> lateToArrive() {
    return grants("where phase = SYNCING and slowAlerted and endedAt is null").getResultList();
  }

  /** All grants that have not begun to end, oldest first. */
  @Transactional
  public List<Grant> endable() {
    return grants(ENDABLE + OLDEST).getResultList();
  }

  /** The grants of an entitlement, or the grant with this id, that have not begun to end. */
  @Transactional
  public List<Grant> endable(String entitlementOrId) {
    return grants(ENDABLE + " and (access.entitlement = ?1 or cast(id as String) = ?1)" + OLDEST)
        .setParameter(1, entitlementOrId)
        .getResultList();
  }

  /** The grants of these people that have not begun to end, oldest first. */
  @Transactional
  public List<Grant> endableOf(Collection<PersonId> holders) {
    return holders.isEmpty()
        ? List.of()
        : grants(ENDABLE + " and holder in :holders" + OLDEST)
            .setParameter("holders", holders.stream().map(PersonId::value).toList())
            .getResultList();
  }

  @Override
  @Transactional
  public List<Grant> openIn(String groupId) {
    return grants("where access.groupId = ?1 and endedAt is null and phase <> SCHEDULED")
        .setParameter(1, groupId)
        .getResultList();
  }

  @Override
  @Transactional
  public List<Grant> endedAfterRemoval(Instant then, Instant until, int limit) {
    return grants(
            "where endedAt is not null and removedAt > ?1 and removedAt <= ?2"
                + " order by removedAt desc")
        .setParameter(1, then)
        .setParameter(2, until)
        .setMaxResults(limit)
        .getResultList();
  }

  @Override
  @Transactional
  public List<Grant> endedOf(String groupId, Set<String> awsUserIds, Instant then) {
    return grants(
            "where access.groupId = ?1 and phase = ENDED and aws.awsUserId in ?2 and removedAt > ?3")
        .setParameter(1, groupId)
        .setParameter(2, awsUserIds)
        .setParameter(3, then)
        .getResultList();
  }

  /** The groups of the open grants. */
  @Transactional
  public List<EntraGroup> groupsOfOpen() {
    return database
        .createQuery(
            "select distinct access.groupId, access.groupName from Grant where endedAt is null",
            EntraGroup.class)
        .getResultList();
  }

  /** Grants, newest first. */
  @Transactional
  public List<Grant> search(GrantSearch search) {
    return search.in(database);
  }

  /** How many ends are overdue at {@code now}, and for how long the oldest. */
  @Transactional
  public Overdue overdue(Instant now) {
    Object[] row =
        database
            .createQuery(
                "select count(*), min(coalesce(returnedAt, dueAt)) " + OVERDUE, Object[].class)
            .setParameter(1, now)
            .setParameter(2, now.minus(Lateness.PROOF_TAKES))
            .getSingleResult();
    Instant oldest = row[1] == null ? now : (Instant) row[1];
    return new Overdue((long) row[0], Duration.between(oldest, now));
  }

  /** Grants whose membership should be gone by {@code now}, in the order in which they were due. */
  @Transactional
  public List<UUID> overdueIds(Instant now, int limit) {
    return database
        .createQuery("select id " + OVERDUE + " order by dueAt", UUID.class)
        .setParameter(1, now)
        .setParameter(2, now.minus(Lateness.PROOF_TAKES))
        .setMaxResults(limit)
        .getResultList();
  }

  /** Grants that had ended and whose membership AWS shows again; at most {@code limit}. */
  @Transactional
  public List<Grant> returned(int limit) {
    return grants("where endedAt is null and returnedAt is not null order by returnedAt")
        .setMaxResults(limit)
        .getResultList();
  }

  /** Open grants whose member has not been added, in the order in which all callers lock them. */
  List<UUID> idsWithoutAddedMember() {
    return database
        .createQuery(
            "select id from Grant where phase in (SCHEDULED, PROVISIONING) order by id", UUID.class)
        .getResultList();
  }

  @Override
  public List<UUID> alerted(int limit) {
    return database
        .createQuery(
            "select id from Grant where endedAt is null"
                + " and overdueAlertedAt >= coalesce(returnedAt, overdueAlertedAt) order by id",
            UUID.class)
        .setMaxResults(limit)
        .getResultList();
  }

  @Override
  public Optional<Grant> lock(UUID id) {
    return Optional.ofNullable(database.find(Grant.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** Locks those of these grants that no other transaction has locked. */
  List<Grant> lockFree(List<UUID> ids) {
    return database
        .unwrap(Session.class)
        .findMultiple(Grant.class, ids, LockModeType.PESSIMISTIC_WRITE, Timeouts.SKIP_LOCKED)
        .stream()
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public List<Grant> openOn(MembershipKey membership) {
    return grants(
            "where access.groupId = ?1 and holder = ?2 and endedAt is null and phase <> SCHEDULED")
        .setFlushMode(FlushModeType.COMMIT) // Changes in memory are checked below.
        .setParameter(1, membership.groupId())
        .setParameter(2, membership.personId())
        .getResultStream()
        .filter(grant -> grant.open() && grant.begun())
        .peek(this::detachUnlessLocked)
        .toList();
  }

  /** Detaches the grant, so that a later lock in the same transaction reloads it. */
  private void detachUnlessLocked(Grant grant) {
    Session session = database.unwrap(Session.class);
    if (session.getCurrentLockMode(grant).lessThan(LockMode.PESSIMISTIC_WRITE)) {
      session.detach(grant);
    }
  }

  @Override
  public Optional<Grant> lastOn(MembershipKey membership) {
    return grants("where access.groupId = ?1 and holder = ?2 order by openedAt desc")
        .setParameter(1, membership.groupId())
        .setParameter(2, membership.personId())
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  @Override
  public void add(Grant grant) {
    database.persist(grant);
    database.flush();
  }

  void flush() {
    database.flush();
  }

  private TypedQuery<Grant> grants(String where) {
    return database.createQuery("from Grant " + where, Grant.class);
  }

  /** How many ends are overdue, and for how long the oldest of them. */
  public record Overdue(long count, Duration longest) {}
}
