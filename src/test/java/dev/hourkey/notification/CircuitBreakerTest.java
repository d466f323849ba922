package dev.hourkey.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitBreakerTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-1, -1, 0, FREE",
    " 0,  0, 0, FREE",
    " 1, -1, 0, HELD", // as the chat wished
    "-1,  1, 0, FREE",
    "-1, -1, 1, TO_BE_PROBED",
    " 0,  0, 9, TO_BE_PROBED",
    " 1, -1, 1, HELD",
    "-1,  1, 1, HELD", // somebody probes
  })
  void a_line_is_free_held_or_to_be_probed(
      int heldFor, int probedFor, int failures, CircuitBreaker.Standing standing) {
    assertThat(new CircuitBreaker(in(heldFor), in(probedFor), failures).at(NOW))
        .isEqualTo(standing);
  }

  @Test
  void one_that_never_gave_trouble_is_free() {
    assertThat(CircuitBreaker.FREE.at(NOW)).isEqualTo(CircuitBreaker.Standing.FREE);
  }

  @ParameterizedTest
  @CsvSource({
    "-1,     1,   1",
    "-1,    30,  30",
    "-1,   600, 600",
    "-1,   601, 600",
    "-1, 86400, 600",
    "40,    30,  40",
    "20,    30,  30",
  })
  void a_wish_is_honoured_in_full_up_to_ten_minutes_and_shortens_no_other(
      int heldFor, int command, int until) {
    CircuitBreaker line =
        new CircuitBreaker(in(heldFor), in(-1), 0).commanded(Duration.ofSeconds(command), NOW);
    assertThat(line).isEqualTo(new CircuitBreaker(in(until), NOW, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, false,  1,  1",
    "0, true,   1,  1",
    "1, true,   2,  2",
    "5, true,  32,  6",
    "6, true,  60,  7",
    "99999, true, 60, 100000",
  })
  void failures_in_a_row_double_the_hold_up_to_a_minute_and_never_end(
      int failures, boolean probe, int until, int then) {
    assertThat(new CircuitBreaker(in(-1), in(-1), failures).failed(probe, NOW, 0))
        .isEqualTo(new CircuitBreaker(in(until), NOW, then));
  }

  @ParameterizedTest
  @CsvSource({"1", "-1"})
  void calls_that_fail_together_are_one_failure(int heldFor) {
    CircuitBreaker known = new CircuitBreaker(in(heldFor), in(5), 3);
    assertThat(known.failed(false, NOW, 0)).isEqualTo(known);
  }

  @Test
  void a_probe_that_came_through_frees_it() {
    assertThat(CircuitBreaker.released(NOW).at(NOW)).isEqualTo(CircuitBreaker.Standing.FREE);
  }

  private static Instant in(int seconds) {
    return NOW.plusSeconds(seconds);
  }
}
