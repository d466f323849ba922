package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GraphWriteLimiter.WriteLimit;
import dev.hourkey.grant.MembershipLeases.AddLease;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GraphWriteLimiterTest extends GrantDatabaseTest {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  @Test
  void writes_are_not_limited_until_entra_throttles() {
    Instant now = clock.instant();
    assertThat(IntStream.range(0, 100).mapToObj(_ -> reserved(now))).containsOnly(now);
    assertThat(afterRemovals(now)).isEqualTo(now);
  }

  @Test
  void limited_removals_get_twenty_slots_a_second() throws Exception {
    Instant now = clock.instant();
    tooMany(now);
    Callable<Instant> reserve = () -> reserved(now);
    List<Instant> slots;
    try (var threads = Executors.newFixedThreadPool(8)) {
      slots =
          threads.invokeAll(Collections.nCopies(40, reserve)).stream()
              .map(Future::resultNow)
              .sorted()
              .toList();
    }
    assertThat(slots)
        .isEqualTo(
            IntStream.range(0, 40)
                .mapToObj(
                    number -> now.plus(RETRY_AFTER).plus(WriteLimit.BETWEEN.multipliedBy(number)))
                .toList());
    assertThat(afterRemovals(now))
        .as("adds come after all of them")
        .isEqualTo(slots.getLast().plus(WriteLimit.BETWEEN));
  }

  @Test
  void a_limit_from_before_the_clock_was_set_back_holds_up_no_write() {
    tooMany(clock.instant());
    clock.advance(Duration.ofMinutes(-20));
    Instant now = clock.instant();
    assertThat(reserved(now)).isEqualTo(now);
    assertThat(afterRemovals(now)).isEqualTo(now);
  }

  @Test
  void entra_may_limit_writes_again_after_the_clock_was_set_back() {
    tooMany(clock.instant());
    clock.advance(Duration.ofMinutes(-20));
    Instant now = clock.instant();
    tooMany(now);
    assertThat(reserved(now)).isEqualTo(now.plus(RETRY_AFTER));
  }

  @Test
  void unused_slots_are_not_made_up_for() {
    tooMany(clock.instant());
    clock.advance(Duration.ofSeconds(100));
    Instant now = clock.instant();
    assertThat(reserved(now)).isEqualTo(now);
    assertThat(reserved(now)).isEqualTo(now.plus(WriteLimit.BETWEEN));
  }

  @Test
  void writes_are_no_longer_limited_after_entras_window() {
    tooMany(clock.instant());
    clock.advance(Duration.ofSeconds(150));
    Instant now = clock.instant();
    assertThat(IntStream.range(0, 3).mapToObj(_ -> reserved(now))).containsOnly(now);
  }

  @Test
  void a_removal_keeps_its_slot_and_an_add_waits_for_all_removals() {
    UUID leaving = live(ANA);
    UUID arriving = open(BRUNO);
    service.endEarly(leaving, ANA);
    tooMany(clock.instant());
    Instant slot = clock.instant().plus(RETRY_AFTER);

    assertThat(claims.claim(leaving)).isEqualTo(putOff(slot));
    assertThat(claims.claim(leaving)).as("it does not queue up again").isEqualTo(putOff(slot));
    assertThat(leases.leaseForAdd(claim(arriving)))
        .isEqualTo(new AddLease.Wait(slot.plus(WriteLimit.BETWEEN)));

    clock.advanceTo(slot);
    assertThat(claim(leaving).step()).hasValue(new Step.RemoveMember(EndReason.ENDED_EARLY));
    clock.advanceTo(slot.plus(WriteLimit.BETWEEN));
    assertThat(leases.leaseForAdd(claim(arriving))).isInstanceOf(AddLease.Held.class);
  }

  @Test
  void a_throttled_removal_is_retried_when_entra_asked_for_and_limits_the_others() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Claim.Taken claim = claim(grant);
    record(claim, new Outcome.Failed(claim.step().orElseThrow(), Optional.of(RETRY_AFTER)));
    Instant now = clock.instant();
    assertThat(row(grant).attempts().nextCheckAt()).isEqualTo(now.plus(RETRY_AFTER));
    assertThat(reserved(now)).isEqualTo(now.plus(RETRY_AFTER).plus(WriteLimit.BETWEEN));
  }

  @Test
  void throttled_removals_are_retried_one_after_the_other() {
    List<Claim.Taken> crowd =
        Stream.of(ANA, BRUNO)
            .map(this::live)
            .map(
                grant -> {
                  service.endEarly(grant, row(grant).holder());
                  return claim(grant);
                })
            .toList();
    crowd.forEach(
        claim ->
            record(
                claim, new Outcome.Failed(claim.step().orElseThrow(), Optional.of(RETRY_AFTER))));
    Instant first = clock.instant().plus(RETRY_AFTER);
    assertThat(crowd)
        .extracting(claim -> row(claim.id()).attempts().nextCheckAt())
        .containsExactly(first, first.plus(WriteLimit.BETWEEN));

    clock.advanceTo(first.plus(WriteLimit.BETWEEN));
    Claim.Taken again = claim(crowd.getLast().id());
    record(again, new Outcome.Failed(again.step().orElseThrow(), Optional.of(RETRY_AFTER)));
    assertThat(row(again.id()).attempts().nextCheckAt())
        .as("it does not queue up once more")
        .isEqualTo(clock.instant().plus(RETRY_AFTER));
  }

  @Test
  void a_throttled_add_reserves_no_slot_for_its_removal() {
    UUID grant = open(ANA);
    Claim.Taken claim = claim(grant);
    record(claim, new Outcome.Failed(new Step.AddMember(), Optional.of(RETRY_AFTER)));
    clock.advance(RETRY_AFTER);
    live(grant);

    clock.advance(Duration.ofMinutes(30));
    tooMany(clock.instant());
    service.endEarly(grant, ANA);
    assertThat(claims.claim(grant)).isEqualTo(putOff(clock.instant().plus(RETRY_AFTER)));
  }

  @Test
  void a_grant_that_writes_nothing_does_not_wait() {
    UUID first = live(open(ANA, GROUP, "one", HOUR));
    live(open(ANA, GROUP, "other", HOUR));
    tooMany(clock.instant());
    service.endEarly(first, ANA);
    assertThat(claim(first).known().neededByOtherGrant()).isTrue();
    assertThat(reserved(clock.instant())).isEqualTo(clock.instant().plus(RETRY_AFTER));
  }

  @Test
  void concurrent_removals_are_sent_one_after_the_other() {
    List<UUID> leaving =
        IntStream.range(0, 10).mapToObj(number -> live(open(person(number)))).toList();
    tooMany(clock.instant());
    IntStream.range(0, 10).forEach(n -> service.endEarly(leaving.get(n), person(n)));
    Reconciler replica = replica();
    List<Instant> woken =
        leaving.stream().map(grant -> replica.reconcile(grant).orElseThrow().at()).toList();
    assertThat(woken).doesNotHaveDuplicates();
    assertThat(vendors.sent("remove")).isZero();
    for (int i = 0; i < 10; i++) {
      clock.advanceTo(woken.get(i));
      replica.reconcile(leaving.get(i));
      assertThat(vendors.sent("remove")).isEqualTo(i + 1);
    }
  }

  private Instant reserved(Instant now) {
    return transaction(() -> limiter.reserve(now));
  }

  private Instant afterRemovals(Instant now) {
    return transaction(() -> limiter.afterRemovals(now));
  }

  private void tooMany(Instant now) {
    transaction(
        () -> {
          limiter.tooMany(now, RETRY_AFTER);
          return true;
        });
  }

  private static PersonId person(int number) {
    return new PersonId("33333333-0000-4000-8000-%012d".formatted(number));
  }
}
