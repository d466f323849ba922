package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"45s, PT45S", "30m, PT30M", "8h, PT8H", "2d, PT48H", "365d, PT8760H"})
  void a_number_and_a_unit_is_a_duration(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0m", "-1h", "1", "h", "1.5h", "1h30m", "366d", "99999999999h", "1 h", "١h"})
  void anything_else_is_not_a_duration(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
