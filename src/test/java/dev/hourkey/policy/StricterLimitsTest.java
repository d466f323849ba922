package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.policy.AccessPeriods.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Limits that are tighter, more use and longer access never let more through, at random. */
class StricterLimitsTest {
  private static final int ROUNDS = 20_000;
  private static final Instant NOON = Instant.parse("2026-03-08T12:00:00Z");

  private final Random random = new Random(42);

  @Test
  void tighter_limits_never_allow_more() {
    check(round -> new Round(tighter(round.limits), round.history, round.wanted));
  }

  @Test
  void more_use_never_allows_more() {
    check(
        round -> {
          List<Period> more = new ArrayList<>(round.history.periods());
          more.add(somePeriod());
          return new Round(round.limits, new AccessPeriods(more), round.wanted);
        });
  }

  @Test
  void longer_access_is_never_allowed_where_shorter_access_is_refused() {
    check(round -> new Round(round.limits, round.history, round.wanted.plus(minutes(240))));
  }

  private record Round(Limits limits, AccessPeriods history, Duration wanted) {
    boolean passes() {
      return limits.refusal(history, wanted, NOON).isEmpty();
    }
  }

  private void check(Function<Round, Round> stricter) {
    int refused = 0;
    int passed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Round round = someRound();
      Round other = stricter.apply(round);
      if (other.passes()) {
        passed++;
        assertThat(round.passes()).as("%s%nlets more through than%n%s", other, round).isTrue();
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 50);
    assertThat(passed).isGreaterThan(ROUNDS / 50);
  }

  private Limits tighter(Limits limits) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Limits(
              limits.total(),
              limits.within(),
              Optional.of(limits.coolDown().orElse(Duration.ZERO).plus(minutes(600))));
      case 1 ->
          new Limits(
              limits.total(),
              limits.within().map(one -> one.plus(minutes(600))),
              limits.coolDown());
      default ->
          limits.total().isPresent()
              ? new Limits(
                  limits.total().map(one -> one.dividedBy(2)), limits.within(), limits.coolDown())
              : new Limits(
                  Optional.of(minutes(600)), Optional.of(Duration.ofDays(2)), limits.coolDown());
    };
  }

  private Round someRound() {
    boolean total = random.nextBoolean();
    return new Round(
        new Limits(
            total ? Optional.of(minutes(1200)) : Optional.empty(),
            total ? Optional.of(Duration.ofHours(20 + random.nextInt(100))) : Optional.empty(),
            random.nextBoolean() ? Optional.empty() : Optional.of(minutes(300))),
        someHistory(),
        minutes(480));
  }

  /** Nobody has two grants of one access at a time. */
  private AccessPeriods someHistory() {
    List<Period> periods = new ArrayList<>();
    Instant free = NOON.minus(minutes(6000));
    for (int i = random.nextInt(4); i > 0; i--) {
      Instant start = free.plus(minutes(1500));
      free = start.plus(minutes(600));
      periods.add(new Period(start, free));
    }
    return new AccessPeriods(periods);
  }

  /** Of the last days; one that is open ends later. */
  private Period somePeriod() {
    Instant start = NOON.minus(minutes(6000));
    return new Period(start, start.plus(minutes(600)));
  }

  private Duration minutes(int max) {
    return Duration.ofMinutes(1 + random.nextInt(max));
  }
}
