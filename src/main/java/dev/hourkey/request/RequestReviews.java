package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds out who decided on the requests in a list, with one query by primary key for a whole page.
 */
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

  /** Which of these requests were granted by break-glass, without an approval. */
  @Transactional
  public Set<UUID> byBreakGlass(Collection<UUID> some) {
    return database
        .createQuery("select request from BreakGlassReview where request in ?1", UUID.class)
        .setParameter(1, some)
        .getResultStream()
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The reviews of each of these grants, by its id: of the request that opened it, and of those
   * that extended it, in their order.
   */
  @Transactional
  public Map<UUID, List<Review>> ofGrants(Collection<Grant> some) {
    Map<UUID, List<UUID>> requests = new HashMap<>();
    some.forEach(
        grant -> requests.computeIfAbsent(grant.id(), _ -> new ArrayList<>()).add(grant.request()));
    database
        .createQuery(
            """
            from AccessRequest where extension.extendsGrant in ?1 and state.phase = APPROVED
            order by requestedAt, id
            """,
            AccessRequest.class)
        .setParameter(1, List.copyOf(requests.keySet()))
        .getResultStream()
        .forEach(
            one ->
                one.extension()
                    .map(Extension::extendsGrant)
                    .map(requests::get)
                    .orElseThrow()
                    .add(one.id()));
    Map<UUID, List<Review>> reviews = of(requests.values().stream().flatMap(List::stream).toList());
    Map<UUID, List<Review>> found = new HashMap<>();
    requests.forEach(
        (grant, each) ->
            found.put(
                grant,
                each.stream()
                    .flatMap(one -> reviews.getOrDefault(one, List.of()).stream())
                    .toList()));
    return found;
  }

  /** The approvers of each of these grants, by its id, in the order of their approvals. */
  public Map<UUID, List<PersonId>> approversOfGrants(Collection<Grant> some) {
    Map<UUID, List<PersonId>> approvers = new HashMap<>();
    ofGrants(some)
        .forEach(
            (grant, reviews) ->
                approvers.put(
                    grant,
                    reviews.stream()
                        .filter(Review::approved)
                        .map(Review::reviewer)
                        .distinct()
                        .toList()));
    return approvers;
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
