package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartRulesTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Optional<Duration> TWO_DAYS = Optional.of(Duration.ofDays(2));

  @Test
  void access_may_start_at_most_so_far_ahead() {
    assertThat(refusal(TWO_DAYS, NOON.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(refusal(TWO_DAYS, NOON.plus(Duration.ofDays(2)).plusSeconds(1)))
        .hasValue(new Refusal.StartTooFar(Duration.ofDays(2)));
  }

  @Test
  void without_the_key_access_starts_at_once() {
    assertThat(refusal(Optional.empty(), NOON.plusSeconds(1)))
        .hasValue(new Refusal.StartNotOffered());
    assertThat(StartRules.refusal(Optional.empty(), Optional.empty(), NOON)).isEmpty();
  }

  @Test
  void a_moment_that_is_over_means_at_once() {
    assertThat(refusal(Optional.empty(), NOON)).isEmpty();
    assertThat(refusal(Optional.empty(), NOON.minusSeconds(1))).isEmpty();
  }

  private static Optional<Refusal> refusal(Optional<Duration> startAhead, Instant start) {
    return StartRules.refusal(startAhead, Optional.of(start), NOON);
  }
}
