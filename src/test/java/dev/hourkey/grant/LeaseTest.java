package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  @Test
  void a_lease_keeps_every_other_attempt_out_until_it_runs_out() {
    Lease held = Lease.FREE.take(ONE, 1, NOON).orElseThrow();
    assertThat(held.take(OTHER, 1, NOON.plusSeconds(29))).isEmpty();
    assertThat(held.take(ONE, 2, NOON.plusSeconds(29))).isEmpty();
    assertThat(held.takeForRemoval(ONE, 2, NOON.plusSeconds(29))).isEmpty();
    assertThat(held.take(ONE, 1, NOON.plusSeconds(29))).as("its own attempt").isPresent();
    assertThat(held.take(OTHER, 1, NOON.plus(Lease.ONE_WRITE))).isPresent();
  }

  @Test
  void a_removal_does_not_wait_for_an_earlier_removal_of_the_same_grant() {
    Lease first = Lease.FREE.takeForRemoval(ONE, 1, NOON).orElseThrow();
    Lease second = first.takeForRemoval(ONE, 2, NOON.plusSeconds(3)).orElseThrow();
    assertThat(second.givenUp(ONE, 2)).as("the earlier call may still land").isEqualTo(second);
    assertThat(second.take(OTHER, 1, NOON.plusSeconds(32))).isEmpty();
    assertThat(second.take(OTHER, 1, NOON.plusSeconds(33))).isPresent();
    assertThat(first.takeForRemoval(OTHER, 1, NOON.plusSeconds(3))).isEmpty();
  }

  @Test
  void only_the_attempt_that_has_a_lease_gives_it_up() {
    Lease held = Lease.FREE.take(ONE, 1, NOON).orElseThrow();
    assertThat(held.givenUp(ONE, 2)).isEqualTo(held);
    assertThat(held.givenUp(ONE, 1)).isEqualTo(Lease.FREE);
  }

  @Test
  void a_lease_that_runs_out_before_a_call_could_does_not_cover_it() {
    Lease held = Lease.FREE.take(ONE, 1, NOON).orElseThrow();
    assertThat(held.covers(ONE, 1, NOON.plusSeconds(17))).isTrue();
    assertThat(held.covers(ONE, 1, NOON.plusSeconds(18))).isFalse();
    assertThat(held.covers(ONE, 2, NOON)).isFalse();
    assertThat(Lease.FREE.covers(ONE, 1, NOON)).isFalse();
  }

  @Test
  void a_direct_write_has_a_lease_for_longer() {
    Lease held = Lease.FREE.takeForDirectWrite(ONE, 1, NOON).orElseThrow();
    Duration almost = Lease.DIRECT_WRITE.minusMillis(1);
    assertThat(held.take(OTHER, 1, NOON.plus(almost))).isEmpty();
    assertThat(held.take(OTHER, 1, NOON.plus(Lease.DIRECT_WRITE))).isPresent();
  }

  @Test
  void a_lease_from_before_the_clock_was_set_back_keeps_nobody_out() {
    Lease held = Lease.FREE.take(ONE, 1, NOON).orElseThrow();
    assertThat(held.take(OTHER, 1, NOON.minus(Duration.ofMinutes(20)))).isPresent();
    assertThat(held.take(OTHER, 1, NOON.minusSeconds(1))).as("of a replica behind").isEmpty();
  }
}
