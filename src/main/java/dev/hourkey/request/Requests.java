package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Every request there is or was, with the reviews, and the only class that queries them. */
@ApplicationScoped
public class Requests implements PanacheRepositoryBase<AccessRequest, UUID> {
  private static final int PAGE = 1000;

  @Transactional
  public Optional<AccessRequest> find(UUID id) {
    return findByIdOptional(id);
  }

  /** What a person has asked for and nobody has decided, oldest first. */
  @Transactional
  public List<AccessRequest> pendingOf(PersonId requester) {
    return list(
        "requester = ?1 and phase = ?2 order by requestedAt",
        requester.value(),
        AccessRequest.Phase.PENDING);
  }

  /** The words on a request, in the order they were given. */
  @Transactional
  public List<Review> reviews(UUID request) {
    return getEntityManager()
        .createQuery("from Review where key.request = ?1 order by reviewedAt", Review.class)
        .setParameter(1, request)
        .getResultList();
  }

  /** Who has approved a request, in the order they did. */
  public List<PersonId> approvedBy(UUID request) {
    return reviews(request).stream()
        .filter(Review::approved)
        .map(Review::reviewer)
        .collect(Collectors.toList());
  }

  /** Undecided requests that should have been looked at before {@code then}. */
  @Transactional
  public List<UUID> dueBefore(Instant then) {
    return getEntityManager()
        .createQuery(
            "select id from AccessRequest where nextWakeAt < ?1 order by nextWakeAt", UUID.class)
        .setParameter(1, then)
        .setMaxResults(PAGE)
        .getResultList();
  }

  @Transactional(Transactional.TxType.MANDATORY)
  boolean add(Review review) {
    if (getEntityManager().find(Review.class, review.key) != null) {
      return false;
    }
    getEntityManager().persist(review);
    return true;
  }

  /** The requests that a form has made, locked for a change. */
  @Transactional(Transactional.TxType.MANDATORY)
  List<AccessRequest> lockedOf(String form) {
    return find("form = ?1 order by id", form).withLock(LockModeType.PESSIMISTIC_WRITE).list();
  }

  @Transactional(Transactional.TxType.MANDATORY)
  AccessRequest locked(UUID id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }
}
