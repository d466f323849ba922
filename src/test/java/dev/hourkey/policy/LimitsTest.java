package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.policy.AccessPeriods.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final Instant NOON = Instant.parse("2026-03-08T12:00:00Z");
  private static final Limits LIMITS =
      new Limits(
          Optional.of(Duration.ofHours(8)),
          Optional.of(Duration.ofDays(7)),
          Optional.of(Duration.ofMinutes(30)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // Used before, wanted, refused with.
        "- | PT8H | -",
        "- | PT9H | left PT8H",
        "2026-03-07T00:00:00Z PT4H | PT4H | -",
        "2026-03-07T00:00:00Z PT4H | PT5H | left PT4H, possible 2026-03-13T16:00:00Z",
        "2026-03-07T00:00:00Z PT7H20S | PT1H | left PT59M, possible 2026-03-13T16:00:00Z",
        "2026-03-07T00:00:00Z PT8H | PT1H | left PT0S, possible 2026-03-13T16:00:00Z",
        // The period of 7 days that counts ends together with the new access.
        "2026-03-01T12:00:00Z PT8H | PT1H | -",
        "2026-03-01T12:59:00Z PT8H | PT1H | -",
        "2026-03-01T13:00:00Z PT8H | PT1H | -",
        "2026-03-01T16:00:00Z PT8H | PT4H | -",
        "2026-03-01T21:00:00Z PT8H | PT4H | left PT0S, possible 2026-03-08T13:00:00Z",
        // The pause.
        "2026-03-08T11:30:00Z PT1H | PT1H | -",
        "2026-03-08T11:30:01Z PT1H | PT1H | until 2026-03-08T12:01:00Z",
        "2026-03-08T12:00:00Z PT1H | PT1H | until 2026-03-08T12:30:00Z",
        "2026-03-08T11:59:00Z PT8H | PT1H | left PT0S, possible 2026-03-15T03:59:00Z",
      })
  void used_time_limits_what_may_be_requested(
      @Nullable String used, Duration wanted, @Nullable String refused) {
    assertThat(words(LIMITS.refusal(history(used), wanted, NOON)))
        .isEqualTo(refused == null ? "" : refused);
  }

  private static AccessPeriods history(@Nullable String used) {
    return used == null
        ? AccessPeriods.NONE
        : AccessPeriods.endingAt(
            Instant.parse(used.split(" ", -1)[0]), Duration.parse(used.split(" ", -1)[1]));
  }

  private static String words(Optional<Refusal> refusal) {
    return refusal
        .map(
            why ->
                switch (why) {
                  case Refusal.LimitReached(_, _, Duration left, _, Optional<Instant> possible) ->
                      "left " + left + possible.map(at -> ", possible " + at).orElse("");
                  case Refusal.CoolingDown(_, Instant until) -> "until " + until;
                  default -> why.toString();
                })
        .orElse("");
  }

  @Test
  void the_remaining_time_can_be_requested_and_not_a_minute_more() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      AccessPeriods history = randomHistory(random);
      Duration wanted = Duration.ofMinutes(1 + random.nextInt(480));
      Limits total = new Limits(LIMITS.total(), LIMITS.within(), Optional.empty());
      if (total.refusal(history, wanted, NOON).orElse(null)
          instanceof Refusal.LimitReached(_, _, Duration left, _, Optional<Instant> possible)) {
        if (left.isPositive()) {
          assertThat(total.refusal(history, left, NOON)).isEmpty();
        }
        assertThat(total.refusal(history, left.plusMinutes(1), NOON)).isPresent();
        assertThat(total.refusal(history, wanted, possible.orElseThrow())).isEmpty();
        assertThat(total.refusal(history, wanted, possible.get().minusSeconds(61))).isPresent();
      }
    }
  }

  @Test
  void no_period_ever_has_more_than_the_total() {
    Random random = new Random(11);
    Limits limits =
        new Limits(
            Optional.of(Duration.ofHours(3)), Optional.of(Duration.ofHours(12)), Optional.empty());
    for (int run = 0; run < 50; run++) {
      List<Period> had = new ArrayList<>();
      Instant now = NOON;
      for (int i = 0; i < 60; i++) {
        now = now.plus(Duration.ofMinutes(random.nextInt(120)));
        Duration wanted = Duration.ofMinutes(10 + random.nextInt(170));
        if (limits.refusal(new AccessPeriods(had), wanted, now).isEmpty()) {
          had.add(new Period(now, now.plus(wanted)));
          now = now.plus(wanted);
        }
      }
      for (Period one : had) {
        AccessPeriods until =
            new AccessPeriods(had.stream().filter(p -> !p.end().isAfter(one.end())).toList());
        assertThat(until.after(one.end().minus(Duration.ofHours(12))))
            .isLessThanOrEqualTo(Duration.ofHours(3));
      }
    }
  }

  private static AccessPeriods randomHistory(Random random) {
    List<Period> periods = new ArrayList<>();
    Instant end = NOON;
    for (int i = 0; i < 12; i++) {
      Instant start = end.minus(Duration.ofSeconds(60 + random.nextInt(7200)));
      periods.add(new Period(start, end));
      end = start.minus(Duration.ofSeconds(random.nextInt(100_000)));
    }
    return new AccessPeriods(periods);
  }

  @Test
  void total_and_within_belong_together() {
    assertThatThrownBy(
            () -> new Limits(Optional.of(Duration.ofHours(1)), Optional.empty(), Optional.empty()))
        .hasMessageContaining("belong together");
  }

  @Test
  void without_limits_everything_is_possible() {
    AccessPeriods all = AccessPeriods.endingAt(NOON, Duration.ofDays(300));
    assertThat(Limits.NONE.refusal(all, Duration.ofDays(300), NOON)).isEmpty();
    assertThat(Limits.NONE.lookback()).isZero();
    assertThat(LIMITS.lookback()).isEqualTo(Duration.ofDays(7));
  }
}
