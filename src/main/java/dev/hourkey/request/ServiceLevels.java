package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.WeekFigures.Percentiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long decisions, activations and removals took, and what was used, week by week. */
@ApplicationScoped
public class ServiceLevels {
  /**
   * A row for each week. A week has 168 hours, because it is in UTC. Each part reads only its week,
   * from an index that has all its columns, and the percentiles are sorted over one week at a time.
   * People decided if one of them has approved or denied; some requests need no approval.
   */
  private static final String WEEKS =
      """
      select cast(began at time zone 'UTC' as date), asked.requests, asked.took[1], asked.took[2],
        active.took[1], active.took[2], gone.took[1], gone.took[2], gone.late, active.used
      from generate_series(cast(:first as timestamptz), cast(:current as timestamptz), interval '168 hours') began
      cross join lateral (
        select count(*) as requests,
          percentile_disc(array[0.5, 0.95]) within group (
            order by date_part('epoch', decided_at - requested_at)) filter (where by_people) as took
        from (
          select requested_at, decided_at,
            phase = 'DENIED' or phase = 'APPROVED' and last_approved_at is not null as by_people
          from access_request
          where requested_at >= began and requested_at < began + interval '168 hours' %1$s) requested) asked
      cross join lateral (
        select count(distinct entitlement collate "C") as used,
          percentile_disc(array[0.5, 0.95]) within group (
            order by date_part('epoch', live_since - coalesce(starts_at, opened_at))) as took
        from access_grant
        where opened_at >= began and opened_at < began + interval '168 hours' %2$s) active
      cross join lateral (
        select count(*) filter (where overdue_alerted_at is not null) as late,
          percentile_disc(array[0.5, 0.95]) within group (
            order by greatest(0, date_part('epoch', ended_at - coalesce(returned_at, due_at)))) as took
        from access_grant
        where ended_at is not null
          and removed_at >= began and removed_at < began + interval '168 hours' %2$s) gone
      order by 1
      """;

  /** No review is earlier than its request, so reviews before the week need not be read. */
  private static final String REQUESTS_DECIDED_BY =
      """
       and id in (
        select request from review
        where reviewer = any(cast(:approvers as text[])) and reviewed_at >= began)\
      """;

  /**
   * No review that matters precedes a week by more than the longest wait for a decision plus the
   * longest grant. One day is added, because a day of an interval may have 25 hours.
   */
  private static final String LONGEST_BEFORE =
      """
          - coalesce((select max(decided_at - requested_at) from access_request where decided_at is not null), '0')
          - coalesce((select max(ended_at - opened_at) from access_grant where ended_at is not null), '0')
          - interval '1 day'
      """;

  /** The grants that these people extended, by the request that opened each. */
  private static final String EXTENDED =
      """
      with extended as materialized (
        select one.request from review
          join access_request extension on extension.id = review.request and extension.phase = 'APPROVED'
          join access_grant one on one.id = extension.extends_grant
        where reviewer = any(cast(:approvers as text[])) and reviewed_at >= cast(:first as timestamptz) %s)
      """
          .formatted(LONGEST_BEFORE);

  private static final String GRANTS_DECIDED_BY =
      """
       and request in (
        select request from review
        where reviewer = any(cast(:approvers as text[])) and reviewed_at >= began %s
        union all select request from extended)\
      """
          .formatted(LONGEST_BEFORE);

  private final EntityManager database;
  private final Clock clock;

  ServiceLevels(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Some of the requests and grants: of one entitlement, decided by one of these people, or all. A
   * decision on an extension counts for the grant that was extended.
   */
  public record Selection(Optional<String> entitlement, Optional<List<PersonId>> approvers) {}

  /**
   * A week, from its Monday in UTC.
   *
   * @param requests how many were made
   * @param toDecision from the request to the decision of people
   * @param toActive from the approval, or a later start, until AWS showed the access
   * @param toGone from when access was to end, or had come back, until neither Entra nor AWS showed
   *     it
   * @param lateEnds how many of these were late enough for an alarm
   * @param used how many different entitlements access was granted to
   */
  public record Level(
      LocalDate monday,
      long requests,
      Optional<Percentiles> toDecision,
      Optional<Percentiles> toActive,
      Optional<Percentiles> toGone,
      long lateEnds,
      long used) {}

  /** The last weeks, the current one last. */
  @Transactional
  public List<Level> weeks(int count, Selection selection) {
    Week current = Week.current(clock.instant());
    var query =
        database
            .createNativeQuery(
                selection.approvers().map(_ -> EXTENDED).orElse("")
                    + WEEKS.formatted(
                        conditions(selection, REQUESTS_DECIDED_BY),
                        conditions(selection, GRANTS_DECIDED_BY)))
            .setParameter("first", new Week(current.monday().minusWeeks(count - 1L)).from())
            .setParameter("current", current.from());
    selection.entitlement().ifPresent(id -> query.setParameter("entitlement", id));
    selection
        .approvers()
        .ifPresent(
            people ->
                query.setParameter(
                    "approvers", people.stream().map(PersonId::value).toArray(String[]::new)));
    List<?> rows = query.getResultList();
    return rows.stream().map(row -> level((Object[]) row)).toList();
  }

  private static String conditions(Selection selection, String decidedBy) {
    return selection.entitlement().map(_ -> " and entitlement = :entitlement").orElse("")
        + selection.approvers().map(_ -> decidedBy).orElse("");
  }

  private static Level level(Object[] row) {
    return new Level(
        (LocalDate) row[0],
        (Long) row[1],
        percentiles(row[2], row[3]),
        percentiles(row[4], row[5]),
        percentiles(row[6], row[7]),
        (Long) row[8],
        (Long) row[9]);
  }

  private static Optional<Percentiles> percentiles(@Nullable Object p50, @Nullable Object p95) {
    return p50 == null || p95 == null
        ? Optional.empty()
        : Optional.of(new Percentiles(seconds((Double) p50), seconds((Double) p95)));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofSeconds(Math.round(seconds));
  }
}
