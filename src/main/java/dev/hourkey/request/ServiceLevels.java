package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.WeekFigures.Percentiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How long decisions, activations and removals took, and what was used, week by week. */
@ApplicationScoped
public class ServiceLevels {
  private static final String DECIDED =
      """
      select requested_at as at, extract(epoch from decided_at - requested_at) as took, 0 as late,
        phase in ('APPROVED', 'DENIED')
          and id in (select request from review where reviewed_at >= :from) as measured
      from access_request one where requested_at >= :from
      """;

  private static final String ACTIVE =
      """
      select opened_at as at, extract(epoch from live_since - coalesce(starts_at, opened_at)) as took,
        0 as late, live_since is not null as measured
      from access_grant one where opened_at >= :from
      """;

  private static final String GONE =
      """
      select removed_at as at, greatest(0, extract(epoch from ended_at - due_at)) as took,
        cast(overdue_alerted as int) as late, true as measured
      from access_grant one where ended_at is not null and removed_at >= :from
      """;

  private static final String USED =
      """
      select distinct date_trunc('week', opened_at at time zone 'UTC') as week, entitlement
      from access_grant one where opened_at >= :from
      """;

  private final EntityManager database;
  private final Clock clock;

  ServiceLevels(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Some of the requests and grants: of one entitlement, decided by one of these people, or all.
   */
  public record Selection(Optional<String> entitlement, Optional<List<PersonId>> approvers) {}

  /**
   * A week, from its Monday in UTC.
   *
   * @param requests how many were made
   * @param toDecision from the request to the decision of people
   * @param toActive from the approval, or a later start, until AWS showed the access
   * @param toGone from when access was to end until neither Entra nor AWS showed it
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
    LocalDate current = Week.current(clock.instant()).monday();
    LocalDate first = current.minusWeeks(count - 1L);
    Map<LocalDate, Measured> decided = measured(DECIDED, "one.id", first, selection);
    Map<LocalDate, Measured> active = measured(ACTIVE, "one.request", first, selection);
    Map<LocalDate, Measured> gone = measured(GONE, "one.request", first, selection);
    Map<LocalDate, Long> used = used(first, selection);
    return IntStream.range(0, count)
        .mapToObj(first::plusWeeks)
        .map(
            monday ->
                new Level(
                    monday,
                    decided.getOrDefault(monday, Measured.NOTHING).all(),
                    decided.getOrDefault(monday, Measured.NOTHING).took(),
                    active.getOrDefault(monday, Measured.NOTHING).took(),
                    gone.getOrDefault(monday, Measured.NOTHING).took(),
                    gone.getOrDefault(monday, Measured.NOTHING).late(),
                    used.getOrDefault(monday, 0L)))
        .toList();
  }

  private record Measured(LocalDate monday, long all, Optional<Percentiles> took, long late) {
    static final Measured NOTHING = new Measured(LocalDate.EPOCH, 0, Optional.empty(), 0);

    static Measured of(Object[] row) {
      return new Measured(
          (LocalDate) row[0],
          (Long) row[1],
          row[2] == null || row[3] == null
              ? Optional.empty()
              : Optional.of(
                  new Percentiles(
                      Duration.ofSeconds((Long) row[2]), Duration.ofSeconds((Long) row[3]))),
          (Long) row[4]);
    }
  }

  private Map<LocalDate, Measured> measured(
      String measure, String request, LocalDate first, Selection selection) {
    List<Object[]> rows =
        rows(
            """
            select cast(date_trunc('week', at at time zone 'UTC') as date), count(*),
              cast(percentile_disc(0.5) within group (order by took) filter (where measured) as bigint),
              cast(percentile_disc(0.95) within group (order by took) filter (where measured) as bigint),
              sum(late)
            from (%s) all_of_them group by 1
            """,
            measure, request, first, selection);
    return rows.stream()
        .map(Measured::of)
        .collect(Collectors.toMap(Measured::monday, Function.identity()));
  }

  private Map<LocalDate, Long> used(LocalDate first, Selection selection) {
    return rows(
            "select cast(week as date), count(*) from (%s) pairs group by 1",
            USED, "one.request", first, selection)
        .stream()
        .collect(Collectors.toMap(row -> (LocalDate) row[0], row -> (Long) row[1]));
  }

  /**
   * Summarizes the selected rows.
   *
   * @param summary with a place for the query of these rows
   * @param request the column with the id of the request
   */
  private List<Object[]> rows(
      String summary, String all, String request, LocalDate first, Selection selection) {
    String some =
        all
            + selection.entitlement().map(_ -> " and one.entitlement = :entitlement").orElse("")
            + selection
                .approvers()
                .map(
                    _ ->
                        " and exists (select 1 from review decided where decided.request = "
                            + request
                            + " and decided.reviewer in :approvers)")
                .orElse("");
    var query =
        database
            .createNativeQuery(summary.formatted(some))
            .setParameter("from", first.atStartOfDay().toInstant(ZoneOffset.UTC));
    selection.entitlement().ifPresent(id -> query.setParameter("entitlement", id));
    selection
        .approvers()
        .ifPresent(
            people ->
                query.setParameter("approvers", people.stream().map(PersonId::value).toList()));
    List<?> rows = query.getResultList();
    return rows.stream().map(Object[].class::cast).toList();
  }
}
