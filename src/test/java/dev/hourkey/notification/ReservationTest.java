package dev.hourkey.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.notification.RateLimiter.Reservation;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservationTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "here,  3600, true, true",
    "here,     1, true, true",
    "here,     0, true, false",
    "here,    -1, true, false",
    "here,    -4, true, false",
    "here,    -5, false, false", // the backlog of a standstill is not released at once
    "here, -3600, false, false",
    "there,    1, false, true",
    "there,   -1, false, false",
  })
  void a_reservation_is_valid_until_it_is_missed(String key, int in, boolean valid, boolean after) {
    Reservation reservation = new Reservation(key, NOW.plusSeconds(in));
    assertThat(reservation.isValid("here", Deliveries.GRACE, NOW)).isEqualTo(valid);
    assertThat(reservation.isAfter(NOW)).isEqualTo(after);
  }
}
