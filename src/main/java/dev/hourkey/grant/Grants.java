package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.Timeouts;

/**
 * Every grant there is or was, and the only class that queries {@code access_grant}, beside {@link
 * ProvisioningQueue}.
 */
@ApplicationScoped
public class Grants implements PanacheRepositoryBase<Grant, UUID> {
  /** As {@link Grant#waitsForProof}: what only waits for proof is not overdue. */
  private static final String OVERDUE =
      """
      where endedAt is null and dueAt < ?1 and goneSince is null
        and not (phase = CLEARING and removedAt > ?2
          and awsPresence in (NO_USER, NO_GROUP, ANOTHER_PERSONS_USER))
      """;

  @Transactional
  public Optional<Grant> find(UUID id) {
    return findByIdOptional(id);
  }

  /** The grant a request led to. */
  @Transactional
  public Optional<Grant> forRequest(UUID request) {
    return find("request", request).firstResultOptional();
  }

  /** What a person holds or is about to, oldest first. */
  @Transactional
  public List<Grant> openOf(PersonId holder) {
    return list("holder = ?1 and endedAt is null order by openedAt", holder.value());
  }

  /** Grants that AWS does not show yet and whose holders were told about the delay. */
  @Transactional
  List<UUID> lateToArrive() {
    return list("phase = ?1 and slowAlerted and endedAt is null", Grant.Phase.SYNCING).stream()
        .map(grant -> grant.id)
        .toList();
  }

  /** All grants that have not begun to end, oldest first. */
  @Transactional
  public List<Grant> wanted() {
    return list(
        "phase in ?1 order by openedAt",
        List.of(Grant.Phase.PROVISIONING, Grant.Phase.SYNCING, Grant.Phase.LIVE));
  }

  /** The grants of a group that have not ended. */
  @Transactional
  public List<Grant> openIn(String groupId) {
    return list("groupId = ?1 and endedAt is null", groupId);
  }

  /** Grants that have ended and whose membership was removed from Entra after {@code then}. */
  @Transactional
  List<Grant> endedAfterRemovalSince(Instant then) {
    return list("endedAt is not null and removedAt > ?1 order by groupId", then);
  }

  /** The groups that open grants are about. */
  @Transactional
  List<EntraGroup> groupsOfOpen() {
    return getEntityManager()
        .createQuery(
            "select distinct groupId, groupName from Grant where endedAt is null", Object[].class)
        .getResultStream()
        .map(row -> new EntraGroup((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Which grants to find; an empty value does not filter.
   *
   * @param open leaves out those that have ended
   * @param holders the object ids of the grants' holders
   * @param group the object id or name of the Entra group
   * @param from leaves out those that had ended by then
   * @param to leaves out those that were opened then or later
   * @param after the last grant of the previous page; the result starts after it
   * @param limit at most this many
   */
  public record Search(
      boolean open,
      Optional<List<PersonId>> holders,
      Optional<String> entitlement,
      Optional<String> group,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<UUID> after,
      int limit) {
    /** The largest limit. */
    public static final int MOST = 1000;

    public Search {
      if (limit < 1 || limit > MOST) {
        throw new IllegalArgumentException("a limit of " + limit);
      }
    }
  }

  /**
   * Grants, newest first; none if the grant in {@code after} does not exist.
   *
   * <p>The key of a page is the last grant of the previous page, so that grants opened in the
   * meantime do not shift the pages.
   */
  @Transactional
  public List<Grant> search(Search search) {
    StringBuilder where = new StringBuilder("1 = 1");
    Parameters values = new Parameters();
    if (search.open()) {
      where.append(" and endedAt is null");
    }
    search
        .holders()
        .ifPresent(ids -> add(where, values, "holder in :holders", "holders", ids(ids)));
    search.entitlement().ifPresent(id -> add(where, values, "entitlement = :what", "what", id));
    search
        .group()
        .ifPresent(
            group ->
                add(where, values, "(groupId = :group or groupName = :group)", "group", group));
    search
        .from()
        .ifPresent(
            from -> add(where, values, "(endedAt is null or endedAt > :from)", "from", from));
    search.to().ifPresent(to -> add(where, values, "openedAt < :to", "to", to));
    if (search.after().isPresent()) {
      Grant last = findById(search.after().get());
      if (last == null) {
        return List.of();
      }
      add(where, values, "openedAt <= :opened", "opened", last.openedAt); // For the index.
      add(where, values, "(openedAt < :opened or id > :last)", "last", last.id);
    }
    return find(where + " order by openedAt desc, id", values).page(0, search.limit()).list();
  }

  private static void add(
      StringBuilder where, Parameters values, String condition, String name, Object value) {
    where.append(" and ").append(condition);
    values.and(name, value);
  }

  private static List<String> ids(List<PersonId> people) {
    return people.stream().map(PersonId::value).toList();
  }

  /**
   * Open grants that should have been looked at before {@code then}, the longest due first.
   *
   * @param limit at most this many
   */
  @Transactional
  public List<Due> dueBefore(Instant then, int limit) {
    return getEntityManager()
        .createQuery(
            "select id, phase from Grant where nextLookAt < ?1 order by nextLookAt", Object[].class)
        .setParameter(1, then)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new Due((UUID) row[0], ((Grant.Phase) row[1]).stage()))
        .toList();
  }

  /** How many ends are overdue by {@code now}, and by how much the oldest is. */
  @Transactional
  public Overdue overdue(Instant now) {
    Object[] row =
        getEntityManager()
            .createQuery("select count(*), min(dueAt) from Grant " + OVERDUE, Object[].class)
            .setParameter(1, now)
            .setParameter(2, now.minus(Propagation.CYCLE))
            .getSingleResult();
    Optional<Instant> oldest = Optional.ofNullable((Instant) row[1]);
    return new Overdue(
        (long) row[0], oldest.map(due -> Duration.between(due, now)).orElse(Duration.ZERO));
  }

  /** Grants whose membership should be gone by {@code now}, the longest overdue first. */
  @Transactional
  public List<UUID> overdueIds(Instant now, int limit) {
    return getEntityManager()
        .createQuery("select id from Grant " + OVERDUE + " order by dueAt", UUID.class)
        .setParameter(1, now)
        .setParameter(2, now.minus(Propagation.CYCLE))
        .setMaxResults(limit)
        .getResultList();
  }

  /** Open grants whose member has not been added, ordered so that all callers lock them alike. */
  List<UUID> idsOfUnadded() {
    return getEntityManager()
        .createQuery("select id from Grant where phase = ?1 order by id", UUID.class)
        .setParameter(1, Grant.Phase.PROVISIONING)
        .getResultList();
  }

  /** Whether operators have been told of so many overdue ends that are still open. */
  boolean toldOfMany(int many) {
    return getEntityManager()
            .createQuery(
                "select 1 from Grant where endedAt is null and overdueAlerted", Integer.class)
            .setMaxResults(many)
            .getResultList()
            .size()
        >= many;
  }

  /** The grant, to change; null when there is none. */
  Grant locked(UUID id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Of these, the grants that nobody else is about to change, to change all of them. */
  List<Grant> lockFree(List<UUID> ids) {
    return getEntityManager()
        .unwrap(Session.class)
        .findMultiple(Grant.class, ids, LockModeType.PESSIMISTIC_WRITE, Timeouts.SKIP_LOCKED)
        .stream()
        .filter(Objects::nonNull)
        .toList();
  }

  /** The open grants about a membership. */
  List<Grant> openOn(MembershipKey membershipKey) {
    return getEntityManager()
        .createQuery(
            "from Grant where groupId = ?1 and holder = ?2 and endedAt is null", Grant.class)
        .setFlushMode(FlushModeType.COMMIT) // What was changed is looked at as it is here.
        .setParameter(1, membershipKey.groupId())
        .setParameter(2, membershipKey.personId())
        .getResultStream()
        .filter(grant -> grant.endedAt == null)
        .peek(this::letGoUnlessLocked)
        .toList();
  }

  /** Whoever locks it later in the same transaction must see it as it is by then. */
  private void letGoUnlessLocked(Grant grant) {
    Session session = getEntityManager().unwrap(Session.class);
    if (session.getCurrentLockMode(grant).lessThan(LockMode.PESSIMISTIC_WRITE)) {
      session.detach(grant);
    }
  }

  /** The other open grants about the membership of this one. */
  List<Grant> besides(Grant grant) {
    return openOn(MembershipKey.of(grant)).stream()
        .filter(other -> !other.id.equals(grant.id))
        .toList();
  }

  /** The latest grant about a membership, open or not. */
  Optional<Grant> lastOn(MembershipKey membershipKey) {
    return find(
            "groupId = ?1 and holder = ?2 order by openedAt desc",
            membershipKey.groupId(),
            membershipKey.personId())
        .firstResultOptional();
  }

  void add(Grant grant) {
    persistAndFlush(grant);
  }

  /** A grant that is due, and who is to look at it. */
  public record Due(UUID id, Stage stage) {}

  /** How many ends are overdue, and by how much the worst of them. */
  public record Overdue(long count, Duration longest) {}
}
