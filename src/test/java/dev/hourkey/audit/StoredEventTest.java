package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEventTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-02T12:00:00Z",
        "2026-03-02T12:00:00.123Z",
        "2024-02-29T23:59:59.999Z",
        "0000-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T24:00:00.000Z",
        "2026-03-02T12:00:00.1Z",
        "2026-03-02T12:00:00.123456Z",
        "2026-03-02T14:00:00+02:00",
        "2026-03-02t12:00:00z",
        "+12026-03-02T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-13-02T12:00:00Z",
        "2026-03-00T12:00:00.000Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T24:30:00Z",
        "2026-03-02T12:60:00Z",
        "2026-03-02T12:00:61Z",
        "2026-03-02T12:00:00,123Z",
        "2026-03-02 12:00:00Z",
        "2026-03-02T12:00:00",
        "２０２６-03-02T12:00:00Z",
        "12:00",
        "today",
        ""
      })
  void a_time_is_read_as_the_library_reads_it(String text) {
    assertThat(StoredEvent.time(text)).isEqualTo(parsed(text));
  }

  @Test
  void every_time_of_the_canonical_form_is_read() {
    for (long milli = -1_000_000_007L; milli < 4_000_000_000_000L; milli += 7_654_321_987L) {
      Instant time = Instant.ofEpochMilli(milli);
      assertThat(StoredEvent.time(time.toString())).contains(time);
    }
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
