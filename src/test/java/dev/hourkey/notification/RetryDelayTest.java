package dev.hourkey.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelayTest {
  @ParameterizedTest
  @CsvSource({
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
    assertThat(RetryDelay.after(failures, chance).toMillis()).isEqualTo(millis);
  }
}
