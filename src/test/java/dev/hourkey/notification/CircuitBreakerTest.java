package dev.hourkey.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.notification.CircuitBreakers.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitBreakerTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-1, -1, 0, CLOSED",
    " 0,  0, 0, CLOSED",
    " 1, -1, 0, OPEN", // the chat limits the rate
    "-1,  1, 0, CLOSED",
    "-1, -1, 1, HALF_OPEN",
    " 0,  0, 9, HALF_OPEN",
    " 1, -1, 1, OPEN",
    "-1,  1, 1, OPEN", // a probe is under way
  })
  void a_circuit_breaker_is_closed_open_or_half_open(
      int openFor, int probedFor, int failures, CircuitBreaker.State state) {
    assertThat(new CircuitBreaker(in(openFor), in(probedFor), failures).state(NOW))
        .isEqualTo(state);
  }

  @Test
  void a_circuit_breaker_that_never_opened_is_closed() {
    assertThat(CircuitBreaker.CLOSED.state(NOW)).isEqualTo(CircuitBreaker.State.CLOSED);
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
  void a_rate_limit_is_heeded_in_full_up_to_ten_minutes_and_shortens_no_other(
      int openFor, int retryAfter, int until) {
    CircuitBreaker breaker =
        new CircuitBreaker(in(openFor), in(-1), 0).rateLimited(Duration.ofSeconds(retryAfter), NOW);
    assertThat(breaker).isEqualTo(new CircuitBreaker(in(until), NOW, 0));
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
  void failures_in_a_row_double_the_pause_up_to_a_minute_and_never_end(
      int failures, boolean probe, int until, int then) {
    assertThat(new CircuitBreaker(in(-1), in(-1), failures).failed(probe, NOW, 0))
        .isEqualTo(new CircuitBreaker(in(until), NOW, then));
  }

  @ParameterizedTest
  @CsvSource({"1", "-1"})
  void simultaneous_failures_count_as_one(int openFor) {
    CircuitBreaker known = new CircuitBreaker(in(openFor), in(5), 3);
    assertThat(known.failed(false, NOW, 0)).isEqualTo(known);
  }

  @Test
  void a_successful_probe_closes_it() {
    assertThat(CircuitBreaker.closed(NOW).state(NOW)).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  private static Instant in(int seconds) {
    return NOW.plusSeconds(seconds);
  }
}
