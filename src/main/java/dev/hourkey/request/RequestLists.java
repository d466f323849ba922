package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Requests as lists that people read: filtered, newest first, page by page. Each filter has an
 * index.
 */
@ApplicationScoped
public class RequestLists {
  private final EntityManager database;

  RequestLists(EntityManager database) {
    this.database = database;
  }

  /** The states that people tell apart. */
  public enum Shown {
    PENDING,
    APPROVED,
    DENIED,
    CANCELLED,
    EXPIRED
  }

  /**
   * Which requests to list; an empty value does not filter.
   *
   * @param account an account's id or name, as it was then
   * @param approvers those who decided on it
   * @param from leaves out those from before
   * @param to leaves out those from then or later
   */
  public record Filter(
      Optional<List<PersonId>> requesters,
      Optional<String> entitlement,
      Optional<String> account,
      Optional<List<PersonId>> approvers,
      Optional<Shown> state,
      Optional<Instant> from,
      Optional<Instant> to) {
    public static final Filter NONE =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same in this state only. */
    public Filter in(Shown shown) {
      return new Filter(requesters, entitlement, account, approvers, Optional.of(shown), from, to);
    }

    /** The same of this person, this entitlement and this account, as far as they are given. */
    public Filter of(
        Optional<PersonId> requester, Optional<String> anEntitlement, Optional<String> anAccount) {
      return new Filter(
          requester.map(List::of).or(() -> requesters),
          anEntitlement.or(() -> entitlement),
          anAccount.or(() -> account),
          approvers,
          state,
          from,
          to);
    }
  }

  /** A page of at most {@code limit}, which begins after the last request of the page before. */
  @Transactional
  public List<AccessRequest> page(Filter filter, Optional<UUID> after, int limit) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    Map<String, Object> values = new HashMap<>();
    filter
        .state()
        .ifPresent(
            state -> {
              conditions.add("phase = :phase");
              values.put("phase", state.name());
            });
    filter
        .requesters()
        .ifPresent(
            people -> {
              conditions.add("requester = any(cast(:requesters as text[]))");
              values.put("requesters", ids(people));
            });
    filter
        .entitlement()
        .ifPresent(
            id -> {
              conditions.add("entitlement = :entitlement");
              values.put("entitlement", id);
            });
    filter
        .account()
        .ifPresent(
            idOrName -> {
              conditions.add(
                  """
                  ((cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountId', cast(:account as text)))
                    or (cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountName', cast(:account as text))))
                  """);
              values.put("account", idOrName);
            });
    filter
        .approvers()
        .ifPresent(
            people -> {
              conditions.add(
                  "id in (select request from review where reviewer = any(cast(:approvers as"
                      + " text[])))");
              values.put("approvers", ids(people));
            });
    filter
        .from()
        .ifPresent(
            then -> {
              conditions.add("requested_at >= :from");
              values.put("from", then);
            });
    filter
        .to()
        .ifPresent(
            then -> {
              conditions.add("requested_at < :to");
              values.put("to", then);
            });
    if (after.isPresent()) {
      AccessRequest last = database.find(AccessRequest.class, after.get());
      if (last == null) {
        return List.of();
      }
      conditions.add("requested_at <= :opened and (requested_at < :opened or id > :last)");
      values.put("opened", last.requestedAt());
      values.put("last", last.id());
    }
    var query =
        database.createNativeQuery(
            "select id from access_request where %s order by requested_at desc, id"
                .formatted(String.join(" and ", conditions)));
    values.forEach(query::setParameter);
    return read(query.setMaxResults(limit).getResultList());
  }

  /** How many are not decided yet. */
  @Transactional
  public long pending() {
    return (Long)
        database
            .createNativeQuery("select count(*) from access_request where phase = 'PENDING'")
            .getSingleResult();
  }

  private List<AccessRequest> read(List<?> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<UUID, AccessRequest> found =
        database
            .createQuery("from AccessRequest where id in ?1", AccessRequest.class)
            .setParameter(1, ids)
            .getResultStream()
            .collect(Collectors.toMap(AccessRequest::id, Function.identity()));
    return ids.stream().map(UUID.class::cast).map(found::get).toList();
  }

  private static String[] ids(List<PersonId> people) {
    return people.stream().map(PersonId::value).toArray(String[]::new);
  }
}
