package dev.hourkey.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Grants as lists that people read: filtered, newest first, page by page. */
@ApplicationScoped
public class GrantLists {
  /**
   * A grant that was opened before this time had ended at {@code from}, because every open grant is
   * newer, and no ended grant lasted longer than the time in between. Without this condition, the
   * query for the last page of a day would read all earlier grants. Times are in UTC, where a day
   * has 24 hours.
   */
  private static final String NOT_OVER_SINCE_LONG =
      """
      opened_at >= least((select min(opened_at) from access_grant where ended_at is null),
        (cast(:from as timestamptz) at time zone 'UTC'
          - (select max(ended_at - opened_at) from access_grant where ended_at is not null))
          at time zone 'UTC')
      """;

  /**
   * A grant that ended and came back to AWS was open in the period if it had not ended by {@code
   * from}, or came back before {@code to}. Only the trail has the times of an earlier end.
   */
  private static final String NOT_GONE_MEANWHILE =
      """
      (returned_at is null
        or (select type from audit_event
            where subject = cast(access_grant.id as text) and type in ('member_returned', 'grant_ended')
              and cast(cast(payload as jsonb) ->> 'at' as timestamptz) <= :from
            order by seq desc limit 1) is distinct from 'grant_ended'
        or exists (select from audit_event
            where subject = cast(access_grant.id as text) and type = 'member_returned'
              and cast(cast(payload as jsonb) ->> 'at' as timestamptz) > :from
              and cast(cast(payload as jsonb) ->> 'at' as timestamptz) < :to))
      """;

  private static final String OPENED_BY = "request in (%s)".formatted(ListQuery.DECIDED);

  private static final String EXTENDED_BY =
      """
      id in (select extends_grant from access_request
        where extends_grant is not null and phase = 'APPROVED' and id in (%s))
      """
          .formatted(ListQuery.DECIDED);

  /** The order of a page. PostgreSQL compares ids like text, and Java's {@code UUID} does not. */
  private static final Comparator<Grant> NEWEST_FIRST =
      Comparator.comparing(Grant::openedAt)
          .reversed()
          .thenComparing(grant -> String.valueOf(grant.id()));

  private final EntityManager database;

  GrantLists(EntityManager database) {
    this.database = database;
  }

  /** The states that people can filter by. */
  public enum Shown {
    OPEN("ended_at is null"),
    ACTIVE("phase = 'LIVE' and ended_at is null"),
    ARRIVING("phase in ('PROVISIONING', 'SYNCING') and ended_at is null"), // Few, found by index.
    SCHEDULED("phase = 'SCHEDULED' and ended_at is null"),
    ENDING("phase in ('REVOKING', 'CLEARING') and ended_at is null"),
    ENDED("ended_at is not null"),
    /** Its end was so late that operators were told. */
    LATE("overdue_alerted_at is not null");

    private final String condition;

    Shown(String condition) {
      this.condition = condition;
    }
  }

  /** The position of this grant in every list; empty if there is no such grant. */
  @Transactional
  public Optional<PageCursor> key(UUID grant) {
    return Optional.ofNullable(database.find(Grant.class, grant))
        .map(one -> new PageCursor(one.openedAt(), one.id()));
  }

  /** A page of at most {@code limit}, which begins after the last grant of the previous page. */
  @Transactional
  public List<Grant> page(ListSelection<Shown> selection, Optional<PageCursor> after, int limit) {
    List<Grant> opened = page(OPENED_BY, selection, after, limit);
    return selection.approvers().isEmpty()
        ? opened
        : Stream.concat( // Two queries, because no index has both.
                opened.stream(), page(EXTENDED_BY, selection, after, limit).stream())
            .distinct()
            .sorted(NEWEST_FIRST)
            .limit(limit)
            .toList();
  }

  private List<Grant> page(
      String decided, ListSelection<Shown> selection, Optional<PageCursor> after, int limit) {
    ListQuery query = new ListQuery("access_grant", "opened_at", "holder", decided, selection);
    selection.state().ifPresent(state -> query.and(state.condition));
    selection
        .from()
        .ifPresent(
            then -> {
              query.and("(ended_at is null or ended_at > :from)", "from", then);
              query.and(NOT_OVER_SINCE_LONG);
            });
    selection.to().ifPresent(then -> query.and("opened_at < :to", "to", then));
    if (selection.from().isPresent() && selection.to().isPresent()) {
      query.and(NOT_GONE_MEANWHILE);
    }
    after.ifPresent(query::after);
    return query.read(database, Grant.class, limit);
  }

  /**
   * How many grants are active, by entitlement id, for every entitlement that has an open grant.
   */
  @Transactional
  public Map<String, Long> active() {
    List<?> rows =
        database
            .createNativeQuery(
                "select entitlement, count(*) filter (where %s) from access_grant where %s"
                        .formatted(Shown.ACTIVE.condition, Shown.OPEN.condition)
                    + " group by entitlement")
            .getResultList();
    return rows.stream()
        .map(Object[].class::cast)
        .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
  }

  /** How many open grants there are in each state. */
  @Transactional
  public Map<Shown, Long> open() {
    Object[] row =
        (Object[])
            database
                .createNativeQuery(
                    """
                    select count(*) filter (where phase = 'LIVE'),
                      count(*) filter (where phase in ('PROVISIONING', 'SYNCING')),
                      count(*) filter (where phase = 'SCHEDULED'),
                      count(*) filter (where phase in ('REVOKING', 'CLEARING'))
                    from access_grant where ended_at is null
                    """)
                .getSingleResult();
    return Map.of(
        Shown.ACTIVE, (Long) row[0],
        Shown.ARRIVING, (Long) row[1],
        Shown.SCHEDULED, (Long) row[2],
        Shown.ENDING, (Long) row[3]);
  }
}
