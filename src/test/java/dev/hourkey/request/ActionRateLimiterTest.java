package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.support.MovableClock;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRateLimiterTest {
  private final MovableClock clock = new MovableClock();
  private final ActionRateLimiter limiter = new ActionRateLimiter(() -> 40, clock);

  @Test
  void a_minutes_worth_is_let_through_at_once_and_the_next_one_is_refused_in_a_sentence() {
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(40);
    assertThat(limiter.refusal("U0ANA", Kind.REQUESTING))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).contains("more than 40 actions in a minute", "try again"));
  }

  @Test
  void the_allowance_refills_evenly_up_to_one_minutes_worth() {
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(40);
    clock.advance(Duration.ofSeconds(15));
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(10);
    clock.advance(Duration.ofHours(1));
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 57, 58, 59, 60, 61, 90, 119, 3600})
  void after_the_clock_is_set_back_the_actions_from_before_refuse_nothing(int seconds) {
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 3)).isEqualTo(3);
    clock.advance(Duration.ofSeconds(-seconds));
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 40)).isEqualTo(40);
  }

  @Test
  void one_person_does_not_use_up_what_is_for_another() {
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(40);
    assertThat(limiter.refusal("U0BRUNO", Kind.REQUESTING)).isEmpty();
  }

  @Test
  void somebody_who_requested_too_often_can_still_end_access() {
    assertThat(letThrough("U0ANA", Kind.REQUESTING, 100)).isEqualTo(40);
    assertThat(limiter.refusal("U0ANA", Kind.ENDING)).isEmpty();
  }

  @Test
  void a_program_learns_how_long_to_wait_and_takes_nothing_from_the_person_it_requests_for() {
    assertThat(letThrough("ana", Kind.REQUESTED_BY_PROGRAMS, 100)).isEqualTo(10);
    assertThat(limiter.delay("ana", Kind.REQUESTED_BY_PROGRAMS)).hasValue(Duration.ofSeconds(6));
    assertThat(letThrough("API", Kind.PROGRAM_REQUESTING, 100)).isEqualTo(40);
    assertThat(limiter.refusal("ana", Kind.REQUESTING)).isEmpty();
  }

  @Test
  void the_number_of_explained_refusals_is_limited() {
    for (int times = 0; times < 6; times++) {
      assertThat(limiter.mayExplain("U0HUGO")).isTrue();
    }
    assertThat(limiter.mayExplain("U0HUGO")).isFalse();
    clock.advance(Duration.ofSeconds(10));
    assertThat(limiter.mayExplain("U0HUGO")).isTrue();
  }

  @Test
  void the_counts_of_very_many_people_are_not_kept_forever() {
    for (int one = 0; one < 20_000; one++) {
      assertThat(limiter.refusal("U" + one, Kind.REQUESTING)).isEmpty();
      clock.advance(Duration.ofMillis(10));
    }
    assertThat(limiter)
        .extracting("counts", InstanceOfAssertFactories.MAP)
        .hasSizeLessThanOrEqualTo(5_000);
  }

  private int letThrough(String user, Kind kind, int actions) {
    int through = 0;
    for (int times = 0; times < actions; times++) {
      through += limiter.refusal(user, kind).isEmpty() ? 1 : 0;
    }
    return through;
  }
}
