package dev.hourkey.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  @Test
  void whole_seconds_are_read() {
    assertThat(RetryAfter.parse("30")).hasValue(Duration.ofSeconds(30));
    assertThat(RetryAfter.parse(" 0 ")).hasValue(Duration.ZERO);
    assertThat(RetryAfter.parse("999999")).hasValue(Duration.ofSeconds(999_999));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999", "Wed, 21 Oct 2026 07:28:00 GMT"})
  void anything_else_counts_as_no_header(String header) {
    assertThat(RetryAfter.parse(header)).isEmpty();
    assertThat(RetryAfter.parse(null)).isEmpty();
  }
}
