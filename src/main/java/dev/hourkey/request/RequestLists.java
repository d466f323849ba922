package dev.hourkey.request;

import dev.hourkey.grant.ListQuery;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requests as lists that people read: filtered, newest first, page by page. */
@ApplicationScoped
public class RequestLists {
  private static final String DECIDED = "id in (%s)".formatted(ListQuery.DECIDED);

  private final EntityManager database;

  RequestLists(EntityManager database) {
    this.database = database;
  }

  /** The states by which people filter. */
  public enum Shown {
    PENDING,
    APPROVED,
    DENIED,
    CANCELLED,
    EXPIRED
  }

  /** The position of this request in every list; empty if the request does not exist. */
  @Transactional
  public Optional<PageCursor> key(UUID request) {
    return Optional.ofNullable(database.find(AccessRequest.class, request))
        .map(one -> new PageCursor(one.requestedAt(), one.id()));
  }

  /** A page of at most {@code limit}, which begins after the last request of the previous page. */
  @Transactional
  public List<AccessRequest> page(
      ListSelection<Shown> selection, Optional<PageCursor> after, int limit) {
    ListQuery query =
        new ListQuery("access_request", "requested_at", "requester", DECIDED, selection);
    selection
        .state() // Not a parameter, because those that are not approved have an index of their own.
        .ifPresent(state -> query.and("phase = '%s'".formatted(state.name())));
    selection.from().ifPresent(then -> query.and("requested_at >= :from", "from", then));
    selection.to().ifPresent(then -> query.and("requested_at < :to", "to", then));
    after.ifPresent(query::after);
    return query.read(database, AccessRequest.class, limit);
  }

  /** How many are not decided yet. */
  @Transactional
  public long pending() {
    return (Long)
        database
            .createNativeQuery("select count(*) from access_request where phase = 'PENDING'")
            .getSingleResult();
  }
}
