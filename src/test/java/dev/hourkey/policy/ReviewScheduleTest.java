package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A review that is due a day after noon. */
class ReviewScheduleTest {
  private static final ReviewSchedule SCHEDULE =
      new ReviewSchedule(
          Instant.parse("2026-03-02T12:00:00Z"), Instant.parse("2026-03-03T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "2026-03-02T12:00:00Z, 2026-03-02T18:00:00Z, false",
    "2026-03-02T17:59:59Z, 2026-03-02T18:00:00Z, false",
    "2026-03-02T18:00:00Z, 2026-03-03T00:00:00Z, false",
    "2026-03-03T06:00:01Z, 2026-03-03T12:00:00Z, false",
    "2026-03-03T12:00:00Z, 2026-03-04T12:00:00Z, true",
    "2026-03-04T12:00:01Z, 2026-03-05T12:00:00Z, true",
    "2026-04-03T11:00:00Z, 2026-04-03T12:00:00Z, true",
  })
  void reviewers_are_reminded_each_quarter_of_the_time_and_then_every_day(
      Instant now, Instant next, boolean late) {
    assertThat(SCHEDULE.after(now)).isEqualTo(next);
    assertThat(SCHEDULE.late(now)).isEqualTo(late);
  }
}
