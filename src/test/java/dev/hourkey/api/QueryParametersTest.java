package dev.hourkey.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.WebApplicationException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-02,2026-03-02T00:00:00Z",
    "2026-03-02T12:00:00Z,2026-03-02T12:00:00Z",
    "2026-03-02T14:00:00+02:00,2026-03-02T12:00:00Z",
    "2026-03-02T14:00:00 02:00,2026-03-02T12:00:00Z",
    "2026-03-02T12:00Z,2026-03-02T12:00:00Z"
  })
  void a_time_is_a_date_in_utc_or_has_a_zone(String text, Instant time) {
    assertThat(QueryParameters.time("from", Optional.of(text))).hasValue(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-02-30",
        "2026-03-02T12:00:00",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "1772452800"
      })
  void other_text_is_no_time(String text) {
    refused(() -> QueryParameters.time("from", Optional.of(text)), "'from' must be a date");
  }

  @Test
  void omitted_parameters_have_a_default_or_are_empty() {
    assertThat(QueryParameters.time("from", Optional.empty())).isEmpty();
    assertThat(QueryParameters.id("after", Optional.empty())).isEmpty();
    assertThat(QueryParameters.flag("open", Optional.empty())).isFalse();
    assertThat(QueryParameters.limit("limit", Optional.empty(), 200, 1000)).isEqualTo(200);
  }

  @Test
  void flags_ids_and_limits_are_read_strictly() {
    UUID id = UUID.randomUUID();
    assertThat(QueryParameters.id("after", Optional.of(id.toString()))).hasValue(id);
    assertThat(QueryParameters.flag("open", Optional.of("true"))).isTrue();
    assertThat(QueryParameters.flag("open", Optional.of("false"))).isFalse();
    assertThat(QueryParameters.limit("limit", Optional.of("1000"), 200, 1000)).isEqualTo(1000);
    refused(() -> QueryParameters.id("after", Optional.of("42")), "'after' must be an id");
    refused(() -> QueryParameters.flag("open", Optional.of("TRUE")), "must be true or false");
    for (String text : new String[] {"0", "1001"}) {
      refused(
          () -> QueryParameters.limit("limit", Optional.of(text), 200, 1000),
          "'limit' must be from 1 to 1000.");
    }
    for (String text : new String[] {"-1", "ten", "1.5", "1234567890123456789"}) {
      refused(
          () -> QueryParameters.limit("limit", Optional.of(text), 200, 1000),
          "'limit' must be a whole number.");
    }
  }

  private static void refused(Runnable reading, String why) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            refusal -> {
              assertThat(refusal.getMessage()).contains(why);
              assertThat(refusal.getResponse().getStatus()).isEqualTo(400);
            });
  }
}
