package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyOfRequestTest {
  private static final List<AuditEntry> CHANGES =
      List.of(change(40, "b"), change(30, "a"), change(20, "b"), change(10, "a"));

  private static Instant day(long seq) {
    return Instant.parse("2026-03-%02dT12:00:00Z".formatted(seq / 2));
  }

  private static AuditEntry change(long seq, String digest) {
    return new AuditEntry(
        seq,
        "{\"at\":\"%s\",\"digest\":\"%s\",\"type\":\"policy_changed\"}".formatted(day(seq), digest),
        new byte[32],
        new byte[32]);
  }

  @Test
  void a_file_that_came_back_was_changed_since_it_evaluated_the_request() {
    assertThat(PolicyOfRequest.of("a", day(12), CHANGES))
        .isEqualTo(new PolicyOfRequest("a", 10L, day(10), 3));
    assertThat(PolicyOfRequest.of("b", day(22), CHANGES))
        .isEqualTo(new PolicyOfRequest("b", 20L, day(20), 2));
  }

  @Test
  void the_last_time_before_the_request_was_evaluated_counts() {
    assertThat(PolicyOfRequest.of("a", day(32), CHANGES))
        .isEqualTo(new PolicyOfRequest("a", 30L, day(30), 1));
    assertThat(PolicyOfRequest.of("b", day(40), CHANGES))
        .isEqualTo(new PolicyOfRequest("b", 40L, day(40), 0));
  }

  @Test
  void a_version_of_which_nothing_is_recorded_is_shown_without_its_history() {
    assertThat(PolicyOfRequest.of("c", day(40), CHANGES))
        .isEqualTo(new PolicyOfRequest("c", null, null, 0));
  }
}
