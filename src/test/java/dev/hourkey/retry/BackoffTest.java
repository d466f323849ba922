package dev.hourkey.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), MINUTE, 0.25);

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1000",
    "1, 0, 1000",
    "2, 0, 2000",
    "3, 0, 4000",
    "6, 0, 32000",
    "7, 0, 60000",
    "8, 0, 60000",
    "2147483647, 0, 60000",
    "1, 1, 750",
    "7, 0.5, 52500",
    "7, 1, 45000",
  })
  void pauses_double_to_a_minute_and_leave_a_quarter_to_chance(
      int failures, double chance, long millis) {
    assertThat(backoff.after(failures, chance).toMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1",
    "1, 5, 5",
    "7, 5, 60",
    "7, 90, 90",
    "7, 300, 300",
    "7, 86400, 300",
  })
  void a_longer_pause_that_the_vendor_asks_for_is_heeded_up_to_a_limit(
      int failures, long asked, long seconds) {
    assertThat(
            backoff.after(failures, Optional.of(Duration.ofSeconds(asked)), Duration.ofMinutes(5)))
        .hasSeconds(seconds);
    assertThat(backoff.after(7, Optional.empty(), MINUTE)).isEqualTo(MINUTE);
  }
}
