package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hourkey.request.WeekFigures.Decided;
import dev.hourkey.request.WeekFigures.Ended;
import dev.hourkey.request.WeekFigures.Percentiles;
import dev.hourkey.request.WeekFigures.WeekRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of the weekly digest, and when it is sent. */
class WeekFiguresTest {
  private static final BreakGlassReviews.Waiting NONE = new BreakGlassReviews.Waiting(0, 0, 0);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 1, 2",
    "3, 2, 3",
    "4, 2, 4",
    "19, 10, 19",
    "20, 10, 19",
    "21, 11, 20",
    "100, 50, 95",
    "101, 51, 96",
  })
  void percentiles_are_durations_that_there_were(int durations, int p50, int p95) {
    assertThat(Percentiles.of(IntStream.rangeClosed(1, durations).mapToObj(Duration::ofMinutes)))
        .hasValue(new Percentiles(Duration.ofMinutes(p50), Duration.ofMinutes(p95)));
  }

  @Test
  void only_decisions_of_people_have_taken_time() {
    WeekFigures week =
        figures(
            asked("prod", Decided.BY_APPROVERS, 4),
            asked("prod", Decided.DENIED, 8),
            asked("dev", Decided.BY_POLICY, 0),
            asked("dev", Decided.BREAK_GLASS, 0),
            asked("dev", Decided.EXPIRED, 240),
            asked("dev", Decided.CANCELLED, 1),
            new WeekRequest("dev", Decided.PENDING, Optional.empty()));
    assertThat(week.toDecision())
        .hasValue(new Percentiles(Duration.ofMinutes(4), Duration.ofMinutes(8)));
    assertThat(week.requests()).isEqualTo(7);
    assertThat(week.decided()).containsEntry(Decided.DENIED, 1L).hasSize(7);
    assertThat(week.mostRequested()).containsExactly(entry("dev", 5L), entry("prod", 2L));
  }

  @Test
  void the_most_requested_are_five_and_in_order() {
    WeekFigures week =
        figures(
            asked("f", Decided.DENIED, 1),
            asked("e", Decided.DENIED, 1),
            asked("d", Decided.DENIED, 1),
            asked("c", Decided.DENIED, 1),
            asked("b", Decided.DENIED, 1),
            asked("a", Decided.DENIED, 1),
            asked("f", Decided.DENIED, 1));
    assertThat(week.mostRequested())
        .containsExactly(
            entry("f", 2L), entry("a", 1L), entry("b", 1L), entry("c", 1L), entry("d", 1L));
  }

  @Test
  void lateEnds_are_counted_and_take_part_in_the_time_to_gone() {
    WeekFigures week =
        WeekFigures.of(
            List.of(),
            List.of(Duration.ofSeconds(20)),
            List.of(
                new Ended(Duration.ofSeconds(3), false), new Ended(Duration.ofMinutes(9), true)),
            NONE,
            List.of(),
            0);
    assertThat(week.lateEnds()).isOne();
    assertThat(week.toGone())
        .hasValue(new Percentiles(Duration.ofSeconds(3), Duration.ofMinutes(9)));
    assertThat(week.toDecision()).isEmpty();
    assertThat(week.isEmpty()).isFalse();
  }

  @Test
  void a_week_without_requests_and_access_is_quiet() {
    assertThat(figures().isEmpty()).isTrue();
    assertThat(figures(new WeekRequest("a", Decided.PENDING, Optional.empty())).isEmpty())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-02T07:59:59Z, ", // a Monday
    "2026-03-02T08:00:00Z, 2026-02-23",
    "2026-03-03T07:59:59Z, 2026-02-23",
    "2026-03-03T08:00:00Z, ",
    "2026-03-08T23:59:59Z, ",
    "2026-01-05T12:00:00Z, 2025-12-29",
  })
  void a_digest_is_sent_within_a_day_of_monday_morning(Instant now, LocalDate monday) {
    assertThat(Week.due(now).map(Week::monday)).isEqualTo(Optional.ofNullable(monday));
  }

  @Test
  void a_week_has_an_id_and_lasts_from_monday_to_monday() {
    Week week = new Week(LocalDate.parse("2026-02-23"));
    assertThat(Week.of(week.id())).isEqualTo(week);
    assertThat(week.from()).isEqualTo("2026-02-23T00:00:00Z");
    assertThat(week.to()).isEqualTo("2026-03-02T00:00:00Z");
  }

  private static WeekFigures figures(WeekRequest... asked) {
    return WeekFigures.of(List.of(asked), List.of(), List.of(), NONE, List.of(), 0);
  }

  private static WeekRequest asked(String entitlement, Decided decided, int minutes) {
    return new WeekRequest(entitlement, decided, Optional.of(Duration.ofMinutes(minutes)));
  }
}
