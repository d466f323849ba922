package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who decided on requests, for lists of them: one query by primary key for a whole page. */
@ApplicationScoped
public class RequestReviews {
  private final EntityManager database;

  RequestReviews(EntityManager database) {
    this.database = database;
  }

  /** The reviews of each of these requests that has any, in their order. */
  @Transactional
  public Map<UUID, List<Review>> of(Collection<UUID> some) {
    return database
        .createQuery(
            "from Review where key.request in ?1 order by key.request, number", Review.class)
        .setParameter(1, some)
        .getResultStream()
        .collect(Collectors.groupingBy(Review::request));
  }

  /** The approvers of each of these requests that has any, in the order of their approvals. */
  public Map<UUID, List<PersonId>> approvers(Collection<UUID> some) {
    return of(some).values().stream()
        .flatMap(List::stream)
        .filter(Review::approved)
        .collect(
            Collectors.groupingBy(
                Review::request, Collectors.mapping(Review::reviewer, Collectors.toList())));
  }
}
