package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.grant.RevocationScope.OfPerson;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.DecideWith;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All requests and their reviews: finds them, and locks those that will be changed. Code that only
 * lists, counts or exports requests has queries of its own, such as {@link RequestLists}.
 */
@ApplicationScoped
public class Requests {
  private static final RequestStateColumns.Phase PENDING = RequestStateColumns.Phase.PENDING;
  private static final int PAGE = 1000;

  private final EntityManager database;
  private final Persons persons;

  Requests(EntityManager database, Persons persons) {
    this.database = database;
    this.persons = persons;
  }

  @Transactional
  public Optional<AccessRequest> find(UUID id) {
    return Optional.ofNullable(database.find(AccessRequest.class, id));
  }

  /** The undecided requests of these accounts, oldest first. */
  @Transactional
  public List<AccessRequest> pendingOf(Set<PersonId> accounts) {
    return where("requester in ?1 and state.phase = ?2 order by requestedAt", in(accounts), PENDING)
        .getResultList();
  }

  /** The same, and those that these accounts submitted for others. */
  @Transactional
  public List<AccessRequest> pendingInvolving(Set<PersonId> accounts) {
    return where(
            "(requester in ?1 or sentBy in ?1) and state.phase = ?2 order by requestedAt",
            in(accounts),
            PENDING)
        .getResultList();
  }

  private static List<String> in(Set<PersonId> accounts) {
    return accounts.stream().map(PersonId::value).toList();
  }

  /** The ids of the undecided requests in a scope, oldest first. */
  @Transactional
  public List<UUID> pendingIds(RevocationScope scope) {
    return database
        .createQuery(
            """
            select id from AccessRequest
            where (requester in ?1 or access.entitlement = ?2) and state.phase = ?3
            order by requestedAt, id
            """,
            UUID.class)
        .setParameter(
            1, scope instanceof OfPerson(var one) ? in(persons.accountsOf(one)) : List.of(""))
        .setParameter(2, scope instanceof RevocationScope.OfEntitlement(String id) ? id : "")
        .setParameter(3, PENDING)
        .getResultList();
  }

  /** All undecided requests, oldest first; at most a thousand. */
  @Transactional
  public List<AccessRequest> pending() {
    return where("state.phase = ?1 order by requestedAt, id", PENDING)
        .setMaxResults(PAGE)
        .getResultList();
  }

  /** The undecided requests that wait for the person with these accounts, oldest first. */
  public List<AccessRequest> waitingFor(Set<PersonId> accounts, DecisionRights rights) {
    return rights.entitlements().isEmpty() && rights.requests().isEmpty()
        ? List.of()
        : pending().stream()
            .filter(request -> rights.include(request, accounts))
            .filter(request -> counted(request).noneMatch(accounts::contains))
            .toList();
  }

  /** The first approvers, as many as the progress counts: the others may approve again. */
  Stream<PersonId> counted(AccessRequest request) {
    return approvedBy(request.id()).stream().limit(request.progress().approved());
  }

  /** Undecided requests whose card could not be posted, oldest first; at most {@code max}. */
  @Transactional
  public List<AccessRequest> withoutCard(int max) {
    return where("state.phase = ?1 and cardProblem is not null order by requestedAt, id", PENDING)
        .setMaxResults(max)
        .getResultList();
  }

  /**
   * The requests that a submission may replace, locked for a change: those that its form has made,
   * and the person's undecided ones for these entitlements.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  List<AccessRequest> lockedToReplace(
      Optional<String> form, PersonId requester, Collection<String> entitlements) {
    return where(
            "form = ?1 or (requester = ?2 and access.entitlement in ?3 and state.phase = ?4)"
                + " order by id",
            form.orElse(""),
            requester.value(),
            entitlements,
            PENDING)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** A person's last requests for an entitlement, the latest first, without this one. */
  @Transactional
  public List<AccessRequest> lastOf(AccessRequest other, int max) {
    return where(
            "requester = ?1 and access.entitlement = ?2 and id <> ?3 order by requestedAt desc",
            other.requester().value(),
            other.access().entitlement(),
            other.id())
        .setMaxResults(max)
        .getResultList();
  }

  /** The reviews of a request, in their order. */
  @Transactional
  public List<Review> reviews(UUID request) {
    return database
        .createQuery("from Review where key.request = ?1 order by number", Review.class)
        .setParameter(1, request)
        .getResultList();
  }

  /** The approvers of a request, in the order of their approvals. */
  public List<PersonId> approvedBy(UUID request) {
    return reviews(request).stream().filter(Review::approved).map(Review::reviewer).toList();
  }

  /** Whether an approval lacks the sign-in that the entitlement demands with each decision. */
  boolean lackSignIn(UUID request, Entitlement entitlement) {
    return entitlement.decideWith() == DecideWith.ENTRA
        && reviews(request).stream().anyMatch(one -> one.approved() && one.signIn().isEmpty());
  }

  /** The requests that are decided on this card, by name. */
  @Transactional
  public List<AccessRequest> onCard(UUID card) {
    return where("id = ?1 or requestedWith.card = ?1 order by access.entitlementName, id", card)
        .getResultList();
  }

  /** The requests that are decided on this card, locked for a change. */
  @Transactional(Transactional.TxType.MANDATORY)
  List<AccessRequest> lockedOnCard(UUID card) {
    return where("id = ?1 or requestedWith.card = ?1 order by id", card)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** The requests that were submitted together, by name. */
  @Transactional
  public List<AccessRequest> together(UUID submission) {
    return where("requestedWith.together = ?1 order by access.entitlementName, id", submission)
        .getResultList();
  }

  /** The senders of the requests among these that were submitted for somebody else, by request. */
  @Transactional
  public Map<UUID, PersonId> sentForOthers(Collection<UUID> some) {
    return where("id in ?1 and sentBy is not null", some)
        .getResultStream()
        .collect(
            Collectors.toUnmodifiableMap(AccessRequest::id, one -> one.sentBy().orElseThrow()));
  }

  /** The requests that satisfy a condition, in which {@code ?1} is the first parameter. */
  private TypedQuery<AccessRequest> where(String condition, Object... parameters) {
    TypedQuery<AccessRequest> query =
        database.createQuery("from AccessRequest where " + condition, AccessRequest.class);
    for (int i = 0; i < parameters.length; i++) {
      query = query.setParameter(i + 1, parameters[i]);
    }
    return query;
  }

  /** Adds a request; fails if the requester already has a pending one for the entitlement. */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(AccessRequest request) {
    database.persist(request);
    database.flush();
  }

  /** Adds a review; it replaces an earlier one by the same reviewer. */
  @Transactional(Transactional.TxType.MANDATORY)
  void put(Review review) {
    Review _ = database.merge(review);
  }

  /** All requests to extend a grant, in any state. */
  @Transactional
  public List<UUID> extending(UUID grant) {
    return database
        .createQuery(
            "select id from AccessRequest where extension.extendsGrant = ?1 order by requestedAt",
            UUID.class)
        .setParameter(1, grant)
        .getResultList();
  }

  /** The requests that a form has made, locked for a change. */
  @Transactional(Transactional.TxType.MANDATORY)
  List<AccessRequest> lockedOf(String form) {
    return where("form = ?1 order by id", form)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  @Transactional(Transactional.TxType.MANDATORY)
  @Nullable AccessRequest locked(UUID id) {
    return database.find(AccessRequest.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Writes the changes so far, so that constraints are checked before those that follow. */
  @Transactional(Transactional.TxType.MANDATORY)
  void flush() {
    database.flush();
  }
}
