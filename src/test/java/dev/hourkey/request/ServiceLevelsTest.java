package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.ServiceLevels.Level;
import dev.hourkey.request.ServiceLevels.Selection;
import dev.hourkey.request.WeekFigures.Percentiles;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weekly figures, compared with figures computed from the durations that went into them. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ServiceLevelsTest extends RequestDatabaseTest {
  private static final Selection ALL = new Selection(Optional.empty(), Optional.empty());
  private static final Duration SHORTEST = Duration.ofNanos(1000);

  /** A request decided after these seconds. Setting up takes half of them, the removal all. */
  private static final String GRANTED =
      """
      with given as (
        select cast(? as text) as entitlement, cast(? as timestamptz) as asked, ? * interval '1 second' as took,
          cast(? as text[]) as approvers),
      requested as (
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
          duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at,
          last_approved_at)
        select gen_random_uuid(), 'ana', entitlement, 'Any', 'g', 'g', false, 3600, 'INC-42', asked,
          asked + interval '4 hours', '{}', 'APPROVED', asked + took,
          case when cardinality(approvers) > 0 then asked + took end
        from given
        returning id, requester, entitlement, requested_at, decided_at),
      reviewed as (
        insert into review (request, number, reviewer, approved, reason, reviewed_at)
        select id, number, approver, true, '', decided_at
        from requested, given, unnest(approvers) with ordinality each(approver, number))
      insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name,
        duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause, added_at, live_since, ends_at, due_at,
        removed_at, ended_at, overdue_alerted_at)
      select gen_random_uuid(), id, requester, entitlement, 'Any', 'g', 'g', 3600, 600, decided_at,
        decided_at + interval '3 hours', 'ENDED', 'EXPIRED', decided_at, decided_at + (decided_at - requested_at) / 2,
        decided_at + interval '1 hour', decided_at + interval '1 hour', decided_at + interval '1 hour',
        decided_at + interval '1 hour' + (decided_at - requested_at), case when decided_at - requested_at > interval '4 minutes' then decided_at end
      from requested
      """;

  @Inject ServiceLevels levels;
  @Inject GrantLists grants;

  @BeforeEach
  void people() throws SQLException {
    execute(
        """
        insert into person (id, name, principal_name, linked_at)
        select id, id, id || '@example.com', now() from unnest(array['ana', 'bruno', 'chloe']) id
        """);
  }

  private Instant monday(int weeksAgo) {
    return Week.current(clock.instant()).from().minus(Duration.ofDays(7L * weeksAgo));
  }

  private void granted(Instant at, String entitlement, int seconds, String... approvers)
      throws SQLException {
    int _ =
        Sql.execute(
            database, GRANTED, entitlement, at, seconds, "{" + String.join(",", approvers) + "}");
  }

  /** Thirty requests, decided after 10 to 300 seconds: a third for "other", half by Bruno. */
  private void aWeek() throws SQLException {
    for (int i = 1; i <= 30; i++) {
      granted(
          monday(1).plus(Duration.ofHours(i)),
          i % 3 == 0 ? "other" : "prod",
          i * 10,
          i % 2 == 0 ? "bruno" : "chloe");
    }
  }

  @Test
  void access_that_came_back_took_as_long_to_be_gone_as_it_was_back() throws SQLException {
    granted(monday(1), "prod", 60);
    execute(
        """
        update access_grant set returned_at = due_at + interval '20 days',
          ended_at = due_at + interval '20 days 90 seconds'
        """);
    assertThat(levels.weeks(2, ALL).getFirst().toGone())
        .isEqualTo(Percentiles.of(Stream.of(Duration.ofSeconds(90))));
  }

  private static Optional<Percentiles> ofThose(IntPredicate which, double share) {
    return Percentiles.of(
        IntStream.rangeClosed(1, 30)
            .filter(which)
            .mapToObj(i -> Duration.ofSeconds((long) (i * 10 * share))));
  }

  private static void hasThose(Level week, IntPredicate which) {
    assertThat(week.requests()).isEqualTo(IntStream.rangeClosed(1, 30).filter(which).count());
    assertThat(week.toDecision()).isEqualTo(ofThose(which, 1)).isPresent();
    assertThat(week.toActive()).isEqualTo(ofThose(which, 0.5)).isPresent();
    assertThat(week.toGone()).isEqualTo(ofThose(which, 1)).isPresent();
    assertThat(week.lateEnds())
        .isEqualTo(IntStream.rangeClosed(25, 30).filter(which).count()); // Over four minutes.
  }

  @Test
  void percentiles_are_of_all_that_is_selected() throws SQLException {
    aWeek();
    Level all = levels.weeks(2, ALL).getFirst();
    assertThat(all.used()).isEqualTo(2);
    hasThose(all, _ -> true);
    Level other = levels.weeks(2, new Selection(Optional.of("other"), Optional.empty())).getFirst();
    assertThat(other.used()).isEqualTo(1);
    hasThose(other, i -> i % 3 == 0);
    Optional<List<PersonId>> bruno = Optional.of(List.of(new PersonId("bruno")));
    hasThose(levels.weeks(2, new Selection(Optional.empty(), bruno)).getFirst(), i -> i % 2 == 0);
    hasThose(
        levels.weeks(2, new Selection(Optional.of("other"), bruno)).getFirst(), i -> i % 6 == 0);
  }

  @Test
  void a_week_begins_on_monday_in_utc_and_a_grant_counts_where_each_step_was() throws SQLException {
    granted(monday(1).minus(SHORTEST), "prod", 10, "bruno");
    granted(monday(1), "prod", 20, "bruno");
    granted(monday(0).minus(SHORTEST), "prod", 30, "bruno");
    List<Level> weeks = levels.weeks(3, ALL);
    assertThat(weeks).extracting(Level::monday).isSorted();
    assertThat(weeks).extracting(Level::requests).containsExactly(1L, 2L, 0L);
    assertThat(weeks).extracting(Level::used).containsExactly(0L, 1L, 1L);
    assertThat(weeks.getLast().toGone()).isEqualTo(ofThose(i -> i == 3, 1));
    assertThat(levels.weeks(1, ALL)).containsExactly(weeks.getLast());
  }

  @Test
  void an_approver_of_an_extension_counts_for_the_grant_as_in_the_filter_of_grants()
      throws SQLException {
    granted(monday(1), "prod", 60, "bruno");
    granted(monday(1).plus(Duration.ofHours(3)), "prod", 90, "bruno");
    extended("prod", 60, "APPROVED", true, "chloe");
    extended("prod", 90, "DENIED", false, "chloe");
    Optional<List<PersonId>> chloe = Optional.of(List.of(new PersonId("chloe")));
    Level week = levels.weeks(2, new Selection(Optional.empty(), chloe)).getFirst();
    assertThat(week.requests()).as("both extensions").isEqualTo(2);
    assertThat(week.toGone()).isEqualTo(Percentiles.of(Stream.of(Duration.ofSeconds(60))));
    assertThat(week.toActive()).isEqualTo(Percentiles.of(Stream.of(Duration.ofSeconds(30))));
    assertThat(week.used()).isOne();
    assertThat(grants.page(decidedBy("chloe"), Optional.empty(), 10))
        .as("the list has the same grant")
        .hasSize(1);
    Optional<List<PersonId>> both =
        Optional.of(List.of(new PersonId("bruno"), new PersonId("chloe")));
    assertThat(levels.weeks(2, new Selection(Optional.empty(), both)).getFirst().toGone())
        .as("a grant that both decided on counts once")
        .isEqualTo(Percentiles.of(Stream.of(Duration.ofSeconds(60), Duration.ofSeconds(90))));
  }

  private static ListSelection<GrantLists.Shown> decidedBy(String approver) {
    return new ListSelection<GrantLists.Shown>(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(List.of(new PersonId(approver))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A decision on an extension of the grant whose request was decided after these seconds. */
  private void extended(
      String entitlement, int seconds, String phase, boolean approved, String approver)
      throws SQLException {
    int _ =
        Sql.execute(
            database,
            """
            with extension as (
              insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
                duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at,
                last_approved_at, decided_by, reason, extends_grant, extends_from, extends_seconds)
              select gen_random_uuid(), 'ana', one.entitlement, 'Any', 'g', 'g', false, 5400, 'INC-42',
                opened_at + interval '20 minutes', opened_at + interval '4 hours', '{}', ?,
                opened_at + interval '25 minutes',
                case when ? then opened_at + interval '25 minutes' end, case when not ? then ? end,
                case when not ? then 'no' end, one.id, ends_at, 3600
              from access_grant one join access_request on access_request.id = one.request
              where one.entitlement = ? and decided_at - requested_at = ? * interval '1 second'
              returning id, decided_at)
            insert into review (request, number, reviewer, approved, reason, reviewed_at)
            select id, 1, ?, ?, '', decided_at from extension
            """,
            phase,
            approved,
            approved,
            approver,
            approved,
            entitlement,
            seconds,
            approver,
            approved);
  }

  @Test
  void requests_without_a_decision_by_people_are_counted_and_not_measured() throws SQLException {
    granted(monday(1), "prod", 10);
    granted(monday(1), "prod", 20, "bruno", "chloe");
    granted(monday(1), "prod", 30, "bruno");
    execute(
        """
        update access_request set phase = 'PENDING', decided_at = null, next_wake_at = now()
        where decided_at - requested_at = interval '30 seconds'
        """);
    Level week = levels.weeks(2, ALL).getFirst();
    assertThat(week.requests()).isEqualTo(3);
    assertThat(week.toDecision()).isEqualTo(ofThose(i -> i == 2, 1));
  }
}
