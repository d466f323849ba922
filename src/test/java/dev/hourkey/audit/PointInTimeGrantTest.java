package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Entries that only the owner of the tables can have written. */
class PointInTimeGrantTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final String OPENED =
      """
      {"at":"2026-03-02T11:00:00Z","type":"grant_opened","subject":"g","holder":"ana","entitlement":"prod-readonly"}\
      """;
  private static final String ACTIVE =
      """
      {"at":"2026-03-02T11:05:00Z","type":"grant_active","subject":"g","endsAt":"2026-03-02T13:00:00Z"}\
      """;

  private static Optional<PointInTimeGrant> at(Instant moment, String... payloads) {
    return PointInTimeGrant.of("g", List.of(payloads), moment);
  }

  @Test
  void an_entry_without_a_time_counts_as_written_with_the_one_before_it_and_is_noted() {
    String undated = without("at", ACTIVE);
    assertThat(at(NOON, OPENED, undated))
        .hasValueSatisfying(
            held -> {
              assertThat(held.phase()).isEqualTo(PointInTimeGrant.Phase.ACTIVE);
              assertThat(held.activeSince()).isEmpty();
              assertThat(held.undated()).isTrue();
            });
    assertThat(at(NOON.minusSeconds(7200), OPENED, undated)).isEmpty();
    assertThat(at(NOON, OPENED, ACTIVE))
        .hasValueSatisfying(held -> assertThat(held.undated()).isFalse());
  }

  @Test
  void a_grant_whose_opening_has_no_time_is_shown() {
    for (String opened :
        List.of(
            without("at", OPENED),
            OPENED.replace("2026-03-02T11:00:00Z", "yesterday"),
            OPENED.replace("\"2026-03-02T11:00:00Z\"", "12"))) {
      assertThat(at(NOON, opened))
          .hasValueSatisfying(
              held -> {
                assertThat(held.openedAt()).isEmpty();
                assertThat(held.undated()).isTrue();
              });
    }
  }

  @Test
  void an_end_that_cannot_be_read_is_not_known() {
    assertThat(at(NOON, OPENED, ACTIVE.replace("2026-03-02T13:00:00Z", "soon")))
        .hasValueSatisfying(
            held -> {
              assertThat(held.activeSince()).isPresent();
              assertThat(held.endsAt()).isEmpty();
            });
  }

  private static String without(String field, String payload) {
    return payload.replaceFirst("\"" + field + "\":\"[^\"]*\",", "");
  }
}
