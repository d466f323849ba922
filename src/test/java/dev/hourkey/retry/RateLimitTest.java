package dev.hourkey.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest(name = "one in 2 s, {0} at once: due after {1} s, it may happen after {2} s")
  @CsvSource({
    // burst, due, next, due after that
    "1, -60, 0, 2", // Nothing happened for a minute; that is not made up for.
    "1, 0, 0, 2",
    "1, 1, 1, 3",
    "1, 60, 60, 62",
    "5, -60, 0, 2",
    "5, 0, 0, 2",
    "5, 8, 0, 10", // The last one of a burst.
    "5, 9, 1, 11",
    "5, 60, 52, 62"
  })
  void the_next_action_is_at_most_a_burst_ahead_of_the_even_rate(
      int burst, long due, long next, long dueAfter) {
    RateLimit rate = new RateLimit(Duration.ofSeconds(2), burst);
    assertThat(rate.next(NOON.plusSeconds(due), NOON)).isEqualTo(NOON.plusSeconds(next));
    assertThat(rate.dueAfter(NOON.plusSeconds(due), NOON)).isEqualTo(NOON.plusSeconds(dueAfter));
  }

  @Test
  void a_period_worth_comes_at_once_and_the_others_evenly() {
    RateLimit rate = RateLimit.of(4, Duration.ofMinutes(1));
    List<Long> seconds = new ArrayList<>();
    Instant due = Instant.EPOCH;
    for (int i = 0; i < 7; i++) {
      seconds.add(Duration.between(NOON, rate.next(due, NOON)).toSeconds());
      due = rate.dueAfter(due, NOON);
    }
    assertThat(seconds).containsExactly(0L, 0L, 0L, 0L, 15L, 30L, 45L);
  }
}
