package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.EntraGroupMembers.Added;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantState.Clearing;
import dev.hourkey.grant.GrantState.Ended;
import dev.hourkey.grant.GrantState.Live;
import dev.hourkey.grant.GrantState.Provisioning;
import dev.hourkey.grant.GrantState.Revoking;
import dev.hourkey.grant.GrantState.Syncing;
import dev.hourkey.grant.MembershipLeases.AddLease;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import dev.hourkey.scim.ScimProvisioner.Cycle;
import dev.hourkey.scim.ScimProvisioner.Job;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GrantServiceTest extends GrantDatabaseTest {
  /** Longer than a lease. */
  private static final Duration FROZEN = Duration.ofSeconds(31);

  @Test
  void the_outcome_of_a_superseded_attempt_is_not_recorded() {
    UUID grant = open(ANA);
    Claim.Taken one = claim(grant);
    Claim.Taken other = claim(grant);
    leases.leaseForAdd(other);
    record(one, new Outcome.Added());
    assertThat(state(grant)).isEqualTo(new Provisioning());
    record(other, new Outcome.Added());
    assertThat(state(grant)).isEqualTo(new Syncing());
    assertThat(record(grant)).containsOnlyOnce("member_added");
  }

  @Test
  void an_end_by_the_holder_supersedes_a_running_attempt() {
    UUID grant = live(ANA);
    Claim.Taken attempt = claim(grant);
    assertThat(service.endEarly(grant, ANA)).isTrue();
    Optional<Reconciler.Next> next = record(attempt, new Outcome.Warned());
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.ENDED_EARLY));
    assertThat(row(grant).warned()).isFalse();
    assertThat(next).hasValue(new Reconciler.Next(clock.instant(), GrantQueue.ENDING));
  }

  @Test
  void workers_leave_a_grant_in_another_stage_to_its_own_workers() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Claim.Taken removal = claim(grant);
    vendors.calls.clear();
    for (GrantQueue other : List.of(GrantQueue.PROVISIONING, GrantQueue.CLEARING)) {
      assertThat(replica().reconcile(grant, other))
          .hasValue(new Reconciler.Next(clock.instant(), GrantQueue.ENDING));
    }
    assertThat(vendors.calls).as("no second removal").isEmpty();
    record(removal, new Outcome.Removed(EndReason.ENDED_EARLY, Removed.REMOVED));
    assertThat(state(grant)).as("the outcome of the first one counts").isInstanceOf(Clearing.class);
  }

  @Test
  void a_grant_ends_early_only_once() {
    UUID grant = live(ANA);
    assertThat(service.endEarly(grant, ANA)).isTrue();
    assertThat(service.endEarly(grant, ANA)).isFalse();
    assertThat(record(grant)).containsOnlyOnce("grant_ending");
  }

  @Test
  void an_extension_moves_the_end_and_keeps_the_membership() {
    UUID grant = live(ANA);
    Instant end = clock.instant().plus(HOUR);
    Instant deadline = row(grant).term().deadline();
    clock.advance(Duration.ofMinutes(51));
    Optional<Reconciler.Next> _ = replica().reconcile(grant);
    assertThat(row(grant).warned()).isTrue();

    extend(grant, HOUR.multipliedBy(2));
    vendors.calls.clear();
    assertThat(row(grant).term().end()).isEqualTo(end.plus(HOUR));
    assertThat(row(grant).dueAt()).isEqualTo(end.plus(HOUR));
    assertThat(row(grant).term().deadline()).isEqualTo(deadline.plus(HOUR));
    assertThat(row(grant).warned()).as("it warns again before the new end").isFalse();
    assertThat(replica().reconcile(grant).orElseThrow().at())
        .isEqualTo(end.plus(HOUR).minus(Duration.ofMinutes(10)));

    clock.advance(HOUR);
    Optional<Reconciler.Next> _ = replica().reconcile(grant);
    assertThat(vendors.calls).as("nothing at the former end").isEmpty();
    assertThat(row(grant).warned()).isTrue();
    assertThat(count("notification where kind = 'GrantEnding'")).isEqualTo(2);

    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(row(grant).removedAt()).hasValue(end.plus(HOUR));
    assertThat(record(grant))
        .containsSubsequence(
            "grant_active", "grant_extended", "grant_ending", "member_removed", "grant_ended");
  }

  @Test
  void an_extended_grant_is_extended_again_and_never_beyond_what_was_approved_last() {
    UUID grant = live(ANA);
    Instant end = clock.instant().plus(HOUR);
    extend(grant, Duration.ofMinutes(90));
    UUID last = extend(grant, HOUR.multipliedBy(2));
    assertThat(row(grant).term().end()).isEqualTo(end.plus(HOUR));
    assertThat(row(grant).approval()).isEqualTo(last);
    assertThat(row(grant).extensions()).isEqualTo(2);
    assertThat(service.endEarly(grant, ANA)).as("the end ends all of it").isTrue();
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(row(grant).dueAt()).isBefore(end);
  }

  @Test
  void only_what_is_active_and_has_not_come_to_its_end_is_extended() {
    UUID scheduled =
        open(BRUNO, GROUP, "prod-readonly", HOUR, Optional.of(clock.instant().plus(HOUR)));
    UUID grant = open(ANA);
    assertThat(extendable(scheduled)).isFalse();
    assertThat(extendable(grant)).as("being set up").isFalse();
    live(grant);
    clock.advance(HOUR.minusMillis(1));
    assertThat(extendable(grant)).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(extendable(grant)).as("its end has come").isFalse();
    clock.advance(Duration.ofMinutes(-1));
    service.endEarly(grant, ANA);
    assertThat(extendable(grant)).as("ended early").isFalse();
    assertThat(extendable(UUID.randomUUID())).isFalse();
  }

  @Test
  void a_removal_that_went_by_a_clock_ahead_of_an_extension_is_undone() {
    UUID grant = live(ANA);
    clock.advance(HOUR);
    Claim.Taken removal = claim(grant);
    clock.advance(Duration.ofSeconds(-2));
    UUID approved = extend(grant, HOUR.multipliedBy(2));
    clock.advance(Duration.ofSeconds(2));
    record(removal, new Outcome.Removed(EndReason.EXPIRED, Removed.REMOVED));
    assertThat(state(grant)).isEqualTo(new Provisioning());
    assertThat(claim(grant).approval()).as("what is checked before the add").isEqualTo(approved);
    live(grant);
    assertThat(row(grant).term().end()).isEqualTo(clock.instant().plus(HOUR));
    assertThat(record(grant)).contains("member_removed_late").doesNotContain("grant_ending");
  }

  private boolean extendable(UUID grant) {
    return transaction(() -> service.extendable(grant));
  }

  @Test
  void a_scheduled_grant_is_added_at_its_start_and_its_deadline_counts_from_there() {
    Instant start = clock.instant().plus(Duration.ofDays(3));
    UUID grant = open(ANA, GROUP, "prod-readonly", HOUR, Optional.of(start));
    assertThat(state(grant)).isEqualTo(new GrantState.Scheduled(start));
    assertThat(row(grant).term().deadline())
        .isEqualTo(start.plus(HOUR).plus(Duration.ofMinutes(90)));
    assertThat(row(grant).attempts().nextCheckAt()).isEqualTo(start);
    assertThat(replica().reconcile(grant))
        .hasValue(new Reconciler.Next(start, GrantQueue.PROVISIONING));
    assertThat(vendors.calls).isEmpty();
    clock.advance(Duration.ofDays(3));
    Optional<Reconciler.Next> _ = replica().reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Provisioning());
    Optional<Reconciler.Next> _ = replica().reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Syncing());
    assertThat(record(grant)).containsSubsequence("grant_opened", "grant_starting", "member_added");
  }

  @Test
  void a_scheduled_grant_keeps_no_membership_and_explains_none() {
    UUID ending = live(ANA);
    service.endEarly(ending, ANA);
    UUID later =
        open(ANA, GROUP, "other", HOUR, Optional.of(clock.instant().plus(Duration.ofDays(3))));
    transaction(
        () -> {
          assertThat(grants.openOn(new MembershipKey(GROUP.id(), ANA.value())))
              .extracting(Grant::id)
              .containsExactly(ending);
          return assertThat(grants.openIn(GROUP.id())).hasSize(1);
        });
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), ending);
    assertThat(row(ending).removedAt().isPresent()).isTrue();
    assertThat(state(later)).isInstanceOf(GrantState.Scheduled.class);
  }

  @Test
  void a_scheduled_grant_can_be_cancelled_before_its_start() {
    UUID grant = open(ANA, GROUP, "prod-readonly", HOUR, Optional.of(clock.instant().plus(HOUR)));
    assertThat(service.endEarly(grant, ANA)).isTrue();
    Optional<Reconciler.Next> _ = replica().reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Ended(EndReason.ENDED_EARLY, clock.instant()));
    assertThat(vendors.calls).isEmpty();
    assertThat(record(grant))
        .contains("grant_ending", "grant_ended")
        .doesNotContain("member_added");
  }

  @Test
  void a_start_that_is_over_means_at_once() {
    UUID grant =
        open(ANA, GROUP, "prod-readonly", HOUR, Optional.of(clock.instant().minusSeconds(1)));
    assertThat(state(grant)).isEqualTo(new Provisioning());
    assertThat(row(grant).startsAt()).isEmpty();
  }

  @Test
  void an_add_waits_for_a_removal_of_the_same_membership() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    Claim.Taken removal = claim(leaving);
    assertThat(removal.step()).hasValue(new Step.RemoveMember(EndReason.ENDED_EARLY));

    Claim.Taken add = claim(open(ANA, GROUP, "other", HOUR));
    assertThat(leases.leaseForAdd(add))
        .isEqualTo(new AddLease.Wait(clock.instant().plusSeconds(1)));
    assertThat(leases.beginAdd(add)).as("without the lease nothing is added").isFalse();

    record(removal, new Outcome.Removed(EndReason.ENDED_EARLY, Removed.REMOVED));
    assertThat(leases.leaseForAdd(add))
        .as("what Entra still shows is managed")
        .isEqualTo(new AddLease.Held(true, true));
  }

  @Test
  void a_removal_waits_for_an_add_of_the_same_membership() {
    UUID one = live(open(ANA, GROUP, "one", HOUR));
    UUID other = open(ANA, GROUP, "other", HOUR);
    Claim.Taken add = claim(other);
    assertThat(leases.leaseForAdd(add)).isInstanceOf(AddLease.Held.class);
    service.endEarly(other, ANA);
    service.endEarly(one, ANA);
    assertThat(claims.claim(one)).isEqualTo(putOff(clock.instant().plusSeconds(1)));
    assertThat(state(one)).isEqualTo(new Revoking(EndReason.ENDED_EARLY));
  }

  @Test
  void an_add_that_outlives_its_lease_is_repeated_after_a_removal() {
    UUID leaving = live(ANA);
    UUID arriving = open(ANA, GROUP, "other", HOUR);
    Claim.Taken add = begunAdd(arriving);
    assertThat(vendors.add(GROUP, ANA)).isEqualTo(Added.WAS_THERE);
    leases.addAnswered(add, true, Optional.of(Added.WAS_THERE), Optional.empty());

    clock.advance(FROZEN);
    service.endEarly(leaving, ANA);
    replica().reconcile(leaving);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    record(add, new Outcome.Added());
    assertThat(state(arriving)).isEqualTo(new Provisioning());
    live(arriving);
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(state(arriving)).isInstanceOf(Live.class);
  }

  @Test
  void an_add_that_outlives_its_lease_does_not_take_the_member_of_another_grant_for_standing() {
    UUID slow = open(ANA);
    Claim.Taken add = begunAdd(slow);
    clock.advance(FROZEN);
    UUID other = live(open(ANA, GROUP, "other", HOUR));

    assertThat(vendors.add(GROUP, ANA)).isEqualTo(Added.WAS_THERE);
    leases.addAnswered(add, false, Optional.of(Added.WAS_THERE), Optional.empty());
    assertThat(managed(ANA)).isTrue();
    record(add, new Outcome.Standing());
    assertThat(managed(ANA)).isTrue();
    assertThat(state(slow)).isEqualTo(new Provisioning());
    service.endEarly(other, ANA);
    replica().reconcile(other);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
  }

  private Claim.Taken begunAdd(UUID grant) {
    Claim.Taken add = claim(grant);
    assertThat(leases.leaseForAdd(add)).isInstanceOf(AddLease.Held.class);
    assertThat(leases.beginAdd(add)).isTrue();
    return add;
  }

  @Test
  void a_replica_that_died_holds_a_lease_for_half_a_minute() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    claim(leaving);
    UUID arriving = open(ANA, GROUP, "other", HOUR);
    clock.advance(Duration.ofSeconds(29));
    assertThat(leases.leaseForAdd(claim(arriving))).isInstanceOf(AddLease.Wait.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(leases.leaseForAdd(claim(arriving))).isInstanceOf(AddLease.Held.class);
  }

  @Test
  void a_removal_does_not_wait_for_an_earlier_removal_of_the_same_grant() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    claim(leaving);
    clock.advance(Duration.ofSeconds(3));
    Claim.Taken again = claim(leaving);
    assertThat(again.step()).hasValue(new Step.RemoveMember(EndReason.ENDED_EARLY));

    record(again, new Outcome.Removed(EndReason.ENDED_EARLY, Removed.REMOVED));
    assertThat(record(leaving)).contains("member_removed").doesNotContain("member_removed_late");
    UUID arriving = open(ANA, GROUP, "other", HOUR);
    clock.advance(Duration.ofSeconds(29));
    assertThat(leases.leaseForAdd(claim(arriving)))
        .as("the call of the attempt that died may still land")
        .isInstanceOf(AddLease.Wait.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(leases.leaseForAdd(claim(arriving))).isInstanceOf(AddLease.Held.class);
  }

  @Test
  void a_removal_waits_for_an_add_of_the_same_grant_that_may_still_land() {
    UUID grant = open(ANA);
    Claim.Taken add = claim(grant);
    assertThat(leases.leaseForAdd(add)).isInstanceOf(AddLease.Held.class);
    assertThat(leases.beginAdd(add)).isTrue();
    service.endEarly(grant, ANA);
    assertThat(claims.claim(grant)).isInstanceOf(Claim.PutOff.class);
  }

  @Test
  void an_add_needs_a_lease_that_outlives_the_call() {
    Claim.Taken add = claim(open(ANA));
    leases.leaseForAdd(add);
    clock.advance(Duration.ofSeconds(19));
    assertThat(leases.beginAdd(add)).isFalse();
    assertThat(managed(ANA)).isFalse();
  }

  @Test
  void a_membership_is_removed_with_the_last_grant_that_needs_it() {
    UUID one = live(open(ANA, GROUP, "one", HOUR));
    UUID other = live(open(ANA, GROUP, "other", HOUR));
    service.endEarly(one, ANA);
    Reconciler replica = replica();
    replica.reconcile(one);
    assertThat(state(one)).isInstanceOf(Ended.class);
    assertThat(row(one).detail()).hasValue("another grant needs the same membership");
    assertThat(record(one)).contains("member_kept").doesNotContain("member_removed");
    assertThat(vendors.sent("remove")).isZero();
    assertThat(managed(ANA)).isTrue();

    service.endEarly(other, ANA);
    replica.reconcile(other);
    assertThat(state(other)).isInstanceOf(Clearing.class);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
  }

  @Test
  void a_new_grant_during_clearing_keeps_the_membership_managed() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    Reconciler replica = replica();
    replica.reconcile(leaving);
    UUID arriving = live(open(ANA, GROUP, "other", HOUR));
    replica.reconcile(leaving);
    assertThat(state(leaving)).isInstanceOf(Ended.class);
    assertThat(state(arriving)).isInstanceOf(Live.class);
    assertThat(managed(ANA)).isTrue();

    service.endEarly(arriving, ANA);
    replica.reconcile(arriving);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
  }

  @Test
  void a_standing_member_is_never_removed() {
    vendors.has(GROUP, ANA);
    UUID grant = open(ANA);
    replica().reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Ended(EndReason.STANDING, clock.instant()));
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(managed(ANA)).isFalse();
  }

  @Test
  void an_add_whose_answer_was_lost_is_managed() {
    UUID grant = open(ANA);
    vendors.onTheWay = () -> vendors.onTheWay = () -> vendors.down = true; // contains, then add
    replica().reconcile(grant);
    vendors.down = false;
    vendors.has(GROUP, ANA); // It had landed.
    clock.advance(Duration.ofSeconds(1));
    assertThat(managed(ANA)).isTrue();
    live(grant);
    assertThat(state(grant)).isInstanceOf(Live.class);
  }

  @Test
  void an_add_that_lands_after_its_grant_has_ended_is_removed() {
    UUID grant = open(ANA);
    Reconciler other = replica();
    frozenInAdd(
        () -> {
          service.endEarly(grant, ANA);
          other.reconcile(grant);
          assertThat(state(grant)).isInstanceOf(Clearing.class);
          clock.advance(Duration.ofMinutes(61));
          vendors.aws = AwsPresence.NOT_MEMBER;
          untilEnded(other, grant);
        });
    replica().reconcile(grant);

    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(managed(ANA)).isTrue();
    assertThat(record(grant)).contains("member_added_late");
    orphans().sweep();
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(record(grant)).contains("orphan_removed");
  }

  @Test
  void an_add_that_lands_while_its_grant_clears_is_removed_again() {
    UUID grant = open(ANA);
    Reconciler other = replica();
    frozenInAdd(
        () -> {
          service.endEarly(grant, ANA);
          other.reconcile(grant);
        });
    replica().reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.ENDED_EARLY));
    other.reconcile(grant);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(state(grant)).isInstanceOf(Clearing.class);
  }

  @Test
  void a_late_add_is_looked_for_until_it_can_no_longer_land() {
    UUID grant = open(ANA);
    Reconciler other = replica();
    frozenInAdd(
        () -> {
          service.endEarly(grant, ANA);
          other.reconcile(grant);
          clock.advance(Duration.ofMinutes(61));
          vendors.aws = AwsPresence.NOT_MEMBER;
          untilEnded(other, grant);
          vendors.down = true; // And the answer to the add is lost.
        });
    replica().reconcile(grant);
    vendors.down = false;
    assertThat(managed(ANA)).isTrue();

    vendors.has(GROUP, ANA);
    clock.advance(Duration.ofMinutes(1));
    orphans().sweep();
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    clock.advance(Duration.ofMinutes(1));
    orphans().sweep();
    assertThat(managed(ANA)).as("gone, and nothing is on its way").isFalse();
  }

  @Test
  void a_direct_removal_that_another_grant_forbids_gives_up_its_lease() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    replica().reconcile(leaving);
    Claim.Taken clearing = claim(leaving);
    UUID arriving = live(open(ANA, GROUP, "other", HOUR));
    assertThat(leases.leaseForDirectRemoval(clearing)).isFalse();
    assertThat(leases.leaseForAdd(claim(arriving))).isInstanceOf(AddLease.Held.class);
  }

  @Test
  void a_late_removal_is_compensated() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    Reconciler other = replica();
    UUID[] arriving = new UUID[1];
    vendors.onTheWay =
        () -> {
          clock.advance(FROZEN);
          other.reconcile(leaving);
          assertThat(state(leaving)).isInstanceOf(Clearing.class);
          arriving[0] = live(open(ANA, GROUP, "other", HOUR));
          assertThat(state(arriving[0])).isInstanceOf(Live.class);
        };
    replica().reconcile(leaving);

    Instant end = row(arriving[0]).term().end();
    Optional<Instant> since = row(arriving[0]).liveSince();
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(state(arriving[0])).isEqualTo(new Provisioning());
    clock.advance(Duration.ofMinutes(1));
    assertThat(record(leaving)).contains("member_removed_late");
    live(arriving[0]);
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(state(arriving[0]))
        .isInstanceOfSatisfying(Live.class, live -> assertThat(live.endsAt()).isEqualTo(end));
    assertThat(row(arriving[0]).liveSince()).as("when AWS first showed it").isEqualTo(since);
  }

  @Test
  void a_removal_that_outlives_its_lease_is_compensated_even_if_no_later_attempt_began() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    UUID[] arriving = new UUID[1];
    vendors.onTheWay =
        () -> {
          clock.advance(FROZEN);
          arriving[0] = live(open(ANA, GROUP, "other", HOUR));
          assertThat(state(arriving[0])).isInstanceOf(Live.class);
        };
    replica().reconcile(leaving);

    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(state(arriving[0])).isEqualTo(new Provisioning());
    live(arriving[0]);
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(state(arriving[0])).isInstanceOf(Live.class);
  }

  @Test
  void an_add_is_repeated_if_a_removal_that_outlived_its_lease_may_have_undone_it() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    Claim.Taken removal = claim(leaving);
    clock.advance(FROZEN);
    UUID arriving = open(ANA, GROUP, "other", HOUR);
    Claim.Taken add = begunAdd(arriving);
    assertThat(vendors.add(GROUP, ANA)).isEqualTo(Added.WAS_THERE);

    assertThat(vendors.remove(GROUP, ANA)).isEqualTo(Removed.REMOVED);
    record(removal, new Outcome.Removed(EndReason.ENDED_EARLY, Removed.REMOVED));
    leases.addAnswered(add, true, Optional.of(Added.WAS_THERE), Optional.empty());
    record(add, new Outcome.Added());
    assertThat(state(arriving)).isEqualTo(new Provisioning());
    live(arriving);
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
  }

  @Test
  void a_late_removal_of_an_orphaned_membership_is_compensated() {
    UUID attempt = UUID.randomUUID();
    UUID former = live(ANA);
    MembershipService.Orphan orphan = orphaned(attempt);
    clock.advance(Duration.ofSeconds(31)); // The replica is frozen, and its lease is over.
    UUID grant = live(ANA);

    vendors.loses(GROUP, ANA);
    membershipService.checked(orphan, attempt, EntraGroupMembers.Removed.REMOVED);
    assertThat(record(former)).contains("orphan_removed");
    assertThat(state(grant)).isInstanceOf(Provisioning.class);
    live(grant);
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
    assertThat(managed(ANA)).isTrue();
  }

  @Test
  void a_late_check_of_an_orphaned_membership_leaves_it_as_a_new_grant_made_it() {
    UUID attempt = UUID.randomUUID();
    live(ANA);
    MembershipService.Orphan orphan = orphaned(attempt);
    vendors.loses(GROUP, ANA);
    clock.advance(FROZEN);
    UUID grant = live(ANA);
    clock.advance(GrantState.READ_LAG);

    membershipService.checked(orphan, attempt, Removed.WAS_NOT_THERE);
    assertThat(managed(ANA)).isTrue();
    live(grant);
    assertThat(state(grant)).as("the member is Hourkey's own").isInstanceOf(Live.class);
    service.endEarly(grant, ANA);
    replica().reconcile(grant);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
  }

  /** The membership has lost its grant, and the attempt has the lease to remove it. */
  private MembershipService.Orphan orphaned(UUID attempt) {
    execute(
        """
        update access_grant
        set phase = 'ENDED', cause = 'EXPIRED', ended_at = now(), next_check_at = null
        """);
    return membershipService
        .lease(new MembershipKey(GROUP.id(), ANA.value()), attempt)
        .orElseThrow();
  }

  @Test
  void an_absence_that_is_seen_twice_minutes_apart_ends_the_grant() {
    UUID grant = live(ANA);
    clock.advance(Duration.ofMinutes(6));
    service.seenInEntra(grant, false);
    assertThat(state(grant)).isInstanceOf(Live.class);
    clock.advance(Presence.ABSENT_FOR.minusMillis(1));
    service.seenInEntra(grant, false);
    assertThat(state(grant)).as("not yet five minutes").isInstanceOf(Live.class);
    clock.advance(Duration.ofMillis(1));
    service.seenInEntra(grant, false);
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.REMOVED_ELSEWHERE));
    assertThat(
            count(
                "access_grant where id = ?::uuid and next_check_at is not null", grant.toString()))
        .isOne();
  }

  @Test
  void a_member_who_is_seen_in_between_was_not_removed() {
    UUID grant = live(ANA);
    clock.advance(Duration.ofMinutes(6));
    service.seenInEntra(grant, false);
    clock.advance(Duration.ofMinutes(2));
    service.seenInEntra(grant, true);
    clock.advance(Duration.ofMinutes(4));
    service.seenInEntra(grant, false);
    clock.advance(Duration.ofMinutes(4));
    service.seenInEntra(grant, false);
    assertThat(state(grant)).isInstanceOf(Live.class);
  }

  @Test
  void an_absence_right_after_the_add_is_the_vendors_lag() {
    UUID grant = live(ANA);
    clock.advance(Presence.ABSENT_FOR);
    service.seenInEntra(grant, false);
    clock.advance(Presence.ABSENT_FOR);
    service.seenInEntra(grant, false);
    assertThat(state(grant)).as("it counts from the second check on").isInstanceOf(Live.class);
    clock.advance(Presence.ABSENT_FOR);
    service.seenInEntra(grant, false);
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.REMOVED_ELSEWHERE));
  }

  @Test
  void an_absence_does_not_end_a_grant_before_its_add_or_during_its_end() {
    UUID opened = open(ANA);
    UUID ending = live(BRUNO);
    service.endEarly(ending, BRUNO);
    for (int checks = 0; checks < 3; checks++) {
      clock.advance(Duration.ofMinutes(6));
      service.seenInEntra(opened, false);
      service.seenInEntra(ending, false);
    }
    assertThat(state(opened)).isEqualTo(new Provisioning());
    assertThat(state(ending)).isEqualTo(new Revoking(EndReason.ENDED_EARLY));
  }

  @Test
  void a_removal_answered_not_found_is_repeated_before_the_grant_ends() {
    UUID grant = live(ANA);
    vendors.loses(GROUP, ANA); // Or the replica that is asked has not seen the add yet.
    service.endEarly(grant, ANA);
    Reconciler replica = replica();
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    for (int checks = 0; checks < 5; checks++) {
      clock.advance(Duration.ofSeconds(10));
      replica.reconcile(grant);
    }
    assertThat(state(grant)).as("one answer proves nothing").isInstanceOf(Clearing.class);

    vendors.has(GROUP, ANA);
    untilEnded(replica, grant);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(managed(ANA)).isFalse();
  }

  @Test
  void after_a_removal_that_never_found_the_member_a_late_add_is_looked_for() {
    UUID grant = live(ANA);
    vendors.loses(GROUP, ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(vendors.sent("remove")).isEqualTo(2);
    assertThat(record(grant)).containsOnlyOnce("member_removed");
    assertThat(managed(ANA)).as("until no add can show up any more").isTrue();

    vendors.has(GROUP, ANA);
    clock.advance(Duration.ofMinutes(1));
    orphans().sweep();
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
  }

  @Test
  void an_add_to_what_a_replica_does_not_know_yet_is_repeated() {
    UUID grant = open(ANA);
    vendors.refuses = Added.NO_SUCH_GROUP;
    Reconciler replica = replica();
    replica.reconcile(grant);
    clock.advance(GrantState.ADD_REPEATED_FOR.minusMillis(1));
    replica.reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Provisioning());
    vendors.refuses = Added.ADDED;
    live(grant);
    assertThat(state(grant)).isInstanceOf(Live.class);
  }

  @Test
  void an_add_that_is_refused_for_minutes_is_given_up() {
    UUID grant = open(ANA);
    vendors.refuses = Added.NO_SUCH_PERSON;
    Reconciler replica = replica();
    replica.reconcile(grant);
    clock.advance(GrantState.ADD_REPEATED_FOR);
    replica.reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.IMPOSSIBLE));
    assertThat(row(grant).detail()).hasValue("Entra no longer has this person");
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void missing_facts_end_a_grant_only_after_two_minutes() {
    UUID grant = open(ANA);
    vendors.warrant = new ApprovalCheck.Warrant.Missing("the requester's Entra account is gone");
    Reconciler replica = replica();
    replica.reconcile(grant);
    clock.advance(GrantState.ADD_REPEATED_FOR.minusMillis(1));
    replica.reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Provisioning());
    clock.advance(Duration.ofMillis(1));
    replica.reconcile(grant);
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.NO_LONGER_APPROVED));
    assertThat(vendors.sent("add")).isZero();
  }

  @Test
  void two_minutes_without_a_fact_begin_again_after_a_pause_or_a_failure() {
    UUID grant = open(ANA);
    Reconciler replica = replica();
    List<Runnable> between =
        List.of(
            () ->
                execute(
                    "update granting_switch set paused_at = now(), incident = gen_random_uuid(),"
                        + " changed_at = now(), changed_by = 'bruno', role = 'OPERATOR',"
                        + " reason = 'INC-42'"),
            () -> vendors.down = true);
    for (Runnable other : between) {
      vendors.warrant = new ApprovalCheck.Warrant.Missing("the requester's Entra account is gone");
      replica.reconcile(grant);
      vendors.warrant = new ApprovalCheck.Warrant.Stands();
      other.run();
      clock.advance(GrantState.ADD_REPEATED_FOR);
      replica.reconcile(grant);
      execute("update granting_switch set paused_at = null");
      vendors.down = false;
      vendors.warrant = new ApprovalCheck.Warrant.Missing("the requester's Entra account is gone");
      replica.reconcile(grant);
      assertThat(state(grant)).isEqualTo(new Provisioning());
    }
  }

  @Test
  void a_single_check_without_the_member_does_not_end_the_grant() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    vendors.aws = AwsPresence.MEMBER;
    clock.advance(Duration.ofMinutes(1));
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    assertThat(state(grant)).as("the count begins anew").isInstanceOf(Clearing.class);
    clock.advance(GrantState.SEEN_TWICE_WITHIN);
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void two_checks_minutes_apart_are_not_enough_and_a_third_decides() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    clock.advance(Duration.ofMinutes(5));
    replica.reconcile(grant);
    assertThat(state(grant)).as("both may be stale").isInstanceOf(Clearing.class);
    clock.advance(Duration.ofMinutes(5));
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void a_grant_that_waits_for_proof_is_not_overdue_and_allows_a_new_grant() {
    UUID grant = open(ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    for (int checks = 0; checks < 10; checks++) {
      replica.reconcile(grant);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(state(grant)).as("an add may be in a cycle").isInstanceOf(Clearing.class);
    assertThat(record(grant)).doesNotContain("end_overdue");
    assertThat(grants.overdue(clock.instant()).count()).isZero();

    UUID again = live(open(ANA));
    assertThat(state(again)).isInstanceOf(Live.class);
    replica.reconcile(grant);
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void an_end_is_overdue_again_when_aws_stops_answering() {
    UUID grant = open(ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    replica.reconcile(grant);
    clock.advance(Duration.ofMinutes(5));
    assertThat(grants.overdue(clock.instant()).count()).as("it waits for proof").isZero();
    vendors.aws = AwsPresence.UNKNOWN;
    replica.reconcile(grant);
    replica.reconcile(grant);
    assertThat(grants.overdue(clock.instant()).count()).isOne();
    assertThat(record(grant)).containsOnlyOnce("end_overdue");
  }

  @Test
  void without_an_aws_user_an_end_is_not_overdue_until_a_cycle_has_passed() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.aws = AwsPresence.NO_USER;
    for (int checks = 0; checks < 5; checks++) {
      replica.reconcile(grant);
      clock.advance(Duration.ofMinutes(10));
    }
    assertThat(record(grant)).doesNotContain("end_overdue");
    assertThat(grants.overdue(clock.instant()).count()).isZero();
    untilEnded(replica, grant);
  }

  @Test
  void a_member_removed_and_added_by_hand_is_not_removed() {
    UUID grant = live(ANA);
    vendors.loses(GROUP, ANA);
    clock.advance(Duration.ofMinutes(6));
    service.seenInEntra(grant, false);
    clock.advance(Presence.ABSENT_FOR);
    service.seenInEntra(grant, false);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(managed(ANA)).isFalse();
    vendors.has(GROUP, ANA);
    clock.advance(Duration.ofMinutes(2));
    orphans().sweep();
    assertThat(vendors.contains(GROUP, ANA)).isTrue();
  }

  @Test
  void a_member_whom_hourkey_itself_removed_late_and_adds_again_was_not_removed_elsewhere() {
    UUID grant = live(ANA);
    clock.advance(Duration.ofMinutes(6));
    vendors.loses(GROUP, ANA); // By a removal of Hourkey's that came late.
    transaction(
        () -> {
          compensation.addAgain(grants.locked(grant));
          return grant;
        });
    service.seenInEntra(grant, false);
    clock.advance(Presence.ABSENT_FOR);
    service.seenInEntra(grant, false);
    assertThat(state(grant)).isEqualTo(new Provisioning());
    live(grant);
    assertThat(state(grant)).isInstanceOf(Live.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_SUCH_GROUP", "NO_SUCH_PERSON"})
  void a_missing_member_does_not_confirm_that_the_group_is_missing(Removed missing) {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.answersRemoval = Optional.of(Removed.WAS_NOT_THERE);
    replica().reconcile(grant);
    clock.advance(Duration.ofMinutes(1));
    vendors.answersRemoval = Optional.of(missing);
    replica().reconcile(grant);
    assertThat(row(grant).detail()).as("one replica of Entra may lag").isEmpty();
    assertThat(count("notification where kind = 'GroupGone'")).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_SUCH_GROUP", "NO_SUCH_PERSON"})
  void a_single_not_found_is_not_reported_and_a_disproved_one_is_forgotten(Removed missing) {
    UUID grant = live(ANA);
    clock.advance(Duration.ofMinutes(11)); // No replica lags behind the add any more.
    service.endEarly(grant, ANA);
    vendors.answersRemoval = Optional.of(missing);
    replica().reconcile(grant);
    assertThat(row(grant).detail()).as("one replica of Entra may lag").isEmpty();
    assertThat(count("notification where kind = 'GroupGone'")).isZero();

    replica().reconcile(grant);
    clock.advance(Duration.ofMinutes(1));
    replica().reconcile(grant);
    replica().reconcile(grant);
    assertThat(row(grant).detail().orElseThrow()).startsWith("Entra no longer has ");
    assertThat(count("notification where kind = 'GroupGone'"))
        .isEqualTo(missing == Removed.NO_SUCH_GROUP ? 1 : 0);

    vendors.answersRemoval = Optional.empty();
    clock.advance(Duration.ofMinutes(1));
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();
    assertThat(row(grant).detail()).isEmpty();
    assertThat(managed(ANA)).isFalse();
  }

  @Test
  void a_recreated_aws_user_replaces_the_old_one() {
    UUID grant = live(ANA);
    assertThat(row(grant).awsUserId()).hasValue("aws-" + ANA);
    service.endEarly(grant, ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.awsUser = "anew-";
    vendors.aws = AwsPresence.MEMBER;
    replica.reconcile(grant);
    assertThat(row(grant).awsUserId()).hasValue("anew-" + ANA);
    assertThat(state(grant)).isInstanceOf(Clearing.class);
  }

  @Test
  void a_membership_that_returns_to_aws_after_the_end_is_removed_and_reported() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    Reconciler replica = replica();
    untilEnded(replica, grant);

    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    assertThat(record(grant)).endsWith("grant_ended", "member_returned");
    assertThat(count("notification where kind = 'AccessReturned' and subject = ?", grant)).isOne();
    assertThat(row(grant).returnedAt()).hasValue(clock.instant());
    endedGrants().sweep();
    assertThat(record(grant)).containsOnlyOnce("member_returned");

    long onDemandCalls = vendors.sent("push");
    replica.reconcile(grant);
    assertThat(vendors.sent("push")).as("it is removed once more").isEqualTo(onDemandCalls + 1);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, grant);
    assertThat(record(grant)).endsWith("member_returned", "grant_ended");
  }

  @Test
  void provisioning_is_called_as_rarely_for_an_old_grant_that_returned_as_for_a_new_one() {
    UUID grant = ended(ANA);
    clock.advance(Duration.ofDays(29));
    returns(grant, ANA);
    assertThat(calls("push", grant, Duration.ofMinutes(10))).isBetween(4L, 6L);
  }

  @Test
  void provisioning_is_called_as_rarely_after_an_outage_as_before() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.MEMBER;
    Reconciler replica = replica();
    replica.reconcile(grant);
    replica.reconcile(grant);
    clock.advance(Duration.ofHours(8));
    assertThat(calls("push", grant, Duration.ofMinutes(10))).isBetween(1L, 2L);
  }

  @Test
  void a_cycle_is_requested_for_access_that_returned_after_an_earlier_cycle() {
    UUID grant = ended(ANA);
    clock.advance(Duration.ofDays(2));
    assertThat(scimJob().startOnce(clock.instant())).as("for somebody else").isTrue();
    clock.advance(Duration.ofDays(2));
    returns(grant, ANA);
    assertThat(calls("start", grant, Duration.ofMinutes(30))).isOne();
  }

  private UUID ended(PersonId person) {
    UUID grant = live(person);
    service.endEarly(grant, person);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    return grant;
  }

  private void returns(UUID grant, PersonId person) {
    vendors.aws = AwsPresence.MEMBER;
    String user = row(grant).awsUserId().orElseThrow();
    assertThat(user).endsWith(person.value());
    endedGrants().seenAgain(GROUP, Set.of(user), _ -> false);
    assertThat(state(grant)).isInstanceOf(Clearing.class);
  }

  /** How often this is called while a grant is worked on for this long. */
  private long calls(String call, UUID grant, Duration time) {
    long before = vendors.sent(call);
    Instant end = clock.instant().plus(time);
    Reconciler replica = replica();
    while (clock.instant().isBefore(end)) {
      clock.advanceTo(replica.reconcile(grant).orElseThrow().at());
    }
    return vendors.sent(call) - before;
  }

  @Test
  void access_that_was_never_added_because_hourkey_was_away_is_no_overdue_end() {
    Instant later = clock.instant().plus(HOUR);
    List<UUID> missed =
        List.of(open(ANA), open(BRUNO, GROUP, "prod-readonly", HOUR, Optional.of(later)));
    clock.advance(Duration.ofHours(8));
    assertThat(grants.overdue(clock.instant()).count()).isZero();
    missed.forEach(grant -> untilEnded(replica(), grant));
    assertThat(vendors.sent("add")).isZero();
    assertThat(missed)
        .allSatisfy(
            grant ->
                assertThat(record(grant)).contains("grant_ended").doesNotContain("end_overdue"));
    assertThat(count("notification where kind in ('EndOverdue', 'RemovalSlow')")).isZero();
  }

  @Test
  void an_end_that_only_waits_for_the_persons_other_grant_is_not_overdue() {
    UUID first = open(ANA);
    UUID second = open(ANA, GROUP, "prod-other", HOUR);
    clock.advance(Duration.ofHours(8));
    var _ = claim(first); // Another replica has the lease.
    untilEnded(replica(), second);
    assertThat(record(second)).contains("grant_ended").doesNotContain("end_overdue");
  }

  @Test
  void access_whose_add_was_not_answered_is_an_overdue_end_when_hourkey_was_away() {
    UUID grant = open(ANA);
    Claim.Taken claim = claim(grant);
    leases.leaseForAdd(claim);
    assertThat(leases.beginAdd(claim)).isTrue(); // Then the replica dies.
    vendors.has(GROUP, ANA);
    clock.advance(Duration.ofHours(8));
    assertThat(grants.overdue(clock.instant()).count()).isOne();
    replica().reconcile(grant);
    assertThat(record(grant)).contains("end_overdue");
  }

  @Test
  void a_group_that_cannot_be_checked_does_not_keep_back_the_others() {
    EntraGroup other = new EntraGroup("22222222-0000-4000-8000-00000000000b", "aws-other");
    List<UUID> ended = List.of(live(ANA), live(open(BRUNO, other, "other", HOUR)));
    service.endEarly(ended.getFirst(), ANA);
    service.endEarly(ended.getLast(), BRUNO);
    vendors.aws = AwsPresence.NOT_MEMBER;
    ended.forEach(grant -> untilEnded(replica(), grant));

    vendors.aws = AwsPresence.MEMBER;
    vendors.onTheWay = GrantServiceTest::fault;
    endedGrants().sweep();
    assertThat(ended).extracting(this::state).hasAtLeastOneElementOfType(Clearing.class);
  }

  @Test
  void an_orphan_that_cannot_be_checked_does_not_keep_back_the_others() {
    List<UUID> grants = List.of(live(ANA), live(BRUNO));
    vendors.loses(GROUP, ANA);
    vendors.loses(GROUP, BRUNO);
    service.endEarly(grants.getFirst(), ANA);
    service.endEarly(grants.getLast(), BRUNO);
    vendors.aws = AwsPresence.NOT_MEMBER;
    grants.forEach(grant -> untilEnded(replica(), grant));
    vendors.has(GROUP, ANA);
    vendors.has(GROUP, BRUNO);

    clock.advance(Duration.ofMinutes(1));
    vendors.onTheWay = GrantServiceTest::fault;
    orphans().sweep();
    assertThat(vendors.contains(GROUP, ANA)).isNotEqualTo(vendors.contains(GROUP, BRUNO));
  }

  @Test
  void a_member_with_another_reason_to_be_there_has_not_returned() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);

    vendors.aws = AwsPresence.MEMBER;
    vendors.has(GROUP, ANA);
    endedGrants().sweep();
    assertThat(state(grant)).as("an administrator added them").isInstanceOf(Ended.class);
    vendors.loses(GROUP, ANA);
    UUID other = live(ANA);
    vendors.aws = AwsPresence.MEMBER;
    vendors.loses(GROUP, ANA);
    endedGrants().sweep();
    assertThat(state(grant)).as("another grant is about them").isInstanceOf(Ended.class);
    service.endEarly(other, ANA);
    endedGrants().sweep();
    assertThat(state(grant)).as("another grant has them removed").isInstanceOf(Ended.class);
  }

  @Test
  void a_grant_that_was_only_approved_keeps_no_membership() {
    UUID leaving = live(ANA);
    service.endEarly(leaving, ANA);
    UUID arriving = open(ANA, GROUP, "other", HOUR);
    Reconciler replica = replica();
    replica.reconcile(leaving);
    assertThat(vendors.contains(GROUP, ANA)).isFalse();

    vendors.aws = AwsPresence.MEMBER;
    replica.reconcile(leaving);
    assertThat(state(leaving)).as("AWS still shows it").isInstanceOf(Clearing.class);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, leaving);
    assertThat(row(leaving).detail()).isEmpty();
    assertThat(managed(ANA)).as("who joins now is a standing member").isFalse();

    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(state(leaving)).as("it returned").isInstanceOf(Clearing.class);
    live(arriving);
    replica.reconcile(leaving);
    assertThat(state(leaving)).isInstanceOf(Ended.class);
    assertThat(row(leaving).detail()).hasValue("another grant needs the same membership");
  }

  @Test
  void an_end_is_watched_for_as_long_as_a_cycle_that_began_before_it_is_not_over() {
    seeCycle(Duration.ofHours(2), Duration.ofHours(1));
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    clock.advance(Duration.ofHours(9));
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    assertThat(record(grant)).endsWith("grant_ended", "member_returned");
  }

  @Test
  void an_end_is_no_longer_watched_once_a_cycle_that_began_after_it_is_over() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    clock.advance(Duration.ofHours(2));
    seeCycle(Duration.ofHours(1), Duration.ofMinutes(30));
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void access_that_returns_after_the_clock_was_set_back_is_found_and_alerted_again() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.down = true;
    clock.advance(Duration.ofMinutes(3));
    replica().reconcile(grant);
    assertThat(row(grant).overdueAlerted()).isTrue();
    vendors.down = false;
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    clock.advance(HOUR.negated());
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(record(grant)).endsWith("member_returned");
    assertThat(row(grant).sync().onDemandDue(clock.instant())).isTrue();
    assertThat(row(grant).removedAt()).hasValue(clock.instant());
    assertThat(row(grant).overdueAlerted()).as("the alert was about the earlier end").isFalse();
    clock.advance(Duration.ofMinutes(3));
    replica().reconcile(grant);
    assertThat(row(grant).overdueAlerted()).isTrue();
  }

  @Test
  void the_ends_that_are_watched_longer_are_the_latest() {
    UUID earlier = live(ANA);
    service.endEarly(earlier, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), earlier);
    Instant between = clock.instant();
    clock.advance(HOUR);
    UUID later = live(ANA);
    service.endEarly(later, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), later);
    Instant now = clock.instant();
    assertThat(grants.endedAfterRemoval(Instant.EPOCH, now, 1))
        .extracting(Grant::id)
        .containsExactly(later);
    assertThat(grants.endedAfterRemoval(Instant.EPOCH, between, 9))
        .extracting(Grant::id)
        .containsExactly(earlier);
    assertThat(grants.endedAfterRemoval(between, now, 9))
        .extracting(Grant::id)
        .containsExactly(later);
  }

  @Test
  void an_end_that_waits_for_a_long_cycle_is_reported_after_ninety_minutes() {
    seeCycle(Duration.ofHours(2), Duration.ofHours(1));
    UUID grant = open(ANA);
    Reconciler replica = replica();
    replica.reconcile(grant);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica.reconcile(grant);
    replica.reconcile(grant);
    Instant removed = clock.instant();
    for (int half = 0; half < 178; half++) {
      clock.advance(Duration.ofSeconds(30));
      replica.reconcile(grant);
    }
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    assertThat(record(grant)).doesNotContain("end_overdue");
    assertThat(grants.overdue(clock.instant()).count()).isZero();
    clock.advance(Duration.ofMinutes(2));
    replica.reconcile(grant);
    assertThat(record(grant)).containsOnlyOnce("end_overdue");
    assertThat(grants.overdue(clock.instant()).count()).isOne();

    clock.advance(Duration.between(clock.instant(), removed.plus(Duration.ofHours(9))));
    seeCycle(Duration.ofHours(1), Duration.ofMinutes(10));
    untilEnded(replica, grant);
  }

  @Test
  void
      somebody_whom_a_comparison_shows_again_in_aws_within_30_days_has_returned_and_is_late_from_then() {
    UUID first = live(ANA);
    service.endEarly(first, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), first);
    clock.advance(HOUR);
    UUID grant = live(ANA);
    String user = row(grant).awsUserId().orElseThrow();
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    clock.advance(Duration.ofDays(29));

    endedGrants().seenAgain(GROUP, Set.of(user), _ -> false);
    assertThat(state(grant)).as("AWS does not show it").isInstanceOf(Ended.class);
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().seenAgain(GROUP, Set.of("somebody-else"), _ -> false);
    assertThat(state(grant)).as("no holder").isInstanceOf(Ended.class);
    endedGrants().seenAgain(GROUP, Set.of(user), _ -> false);
    assertThat(state(grant)).isInstanceOf(Clearing.class);
    assertThat(state(first)).as("the last one counts").isInstanceOf(Ended.class);
    assertThat(count("notification where kind = 'AccessReturned' and subject = ?", grant)).isOne();

    Instant returned = clock.instant();
    clock.advance(Duration.ofMinutes(2));
    assertThat(Lateness.of(row(grant), clock.instant()).overdue()).isFalse();
    assertThat(grants.overdue(clock.instant()).longest()).isEqualTo(Duration.ofMinutes(2));
    clock.advance(Duration.ofSeconds(1));
    assertThat(Lateness.of(row(grant), clock.instant()).overdue()).isTrue();
    assertThat(row(grant).lateFrom()).isEqualTo(returned);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);

    clock.advance(Duration.ofDays(2));
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().seenAgain(GROUP, Set.of(user), _ -> false);
    assertThat(state(grant)).as("removed more than 30 days ago").isInstanceOf(Ended.class);
  }

  /** Has the job seen, with a last cycle that began and ended this long ago. */
  private void seeCycle(Duration began, Duration ended) {
    Instant now = clock.instant();
    vendors.job = new Job.Running(Optional.of(new Cycle(now.minus(began), now.minus(ended))));
    scimJob().check();
  }

  @Test
  void without_permission_to_read_the_job_an_end_is_watched_for_the_usual_length_of_a_cycle() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    vendors.aws = AwsPresence.MEMBER;
    clock.advance(ScimProvisioner.CYCLE);
    endedGrants().sweep();
    assertThat(state(grant)).isInstanceOf(Ended.class);
  }

  @Test
  void an_overdue_end_is_reported_once() {
    UUID grant = live(ANA);
    clock.advance(HOUR);
    vendors.down = true;
    Reconciler replica = replica();
    for (int attempt = 0; attempt < 10; attempt++) {
      clock.advance(Duration.ofSeconds(61));
      replica.reconcile(grant);
    }
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.EXPIRED));
    assertThat(record(grant)).containsOnlyOnce("end_overdue");
    assertThat(count("notification where kind = 'EndOverdue' and subject = ?", grant)).isOne();
    assertThat(grants.overdue(clock.instant()).count()).isOne();

    vendors.down = false;
    clock.advance(Duration.ofSeconds(61));
    replica.reconcile(grant);
    assertThat(record(grant)).containsOnlyOnce("end_overdue");
  }

  @Test
  void an_end_that_is_first_tried_when_overdue_is_reported() {
    UUID grant = live(ANA);
    clock.advance(Duration.ofHours(2));
    replica().reconcile(grant);
    assertThat(record(grant)).containsOnlyOnce("end_overdue");
    assertThat(state(grant)).isInstanceOf(Clearing.class);
  }

  @Test
  void a_late_end_is_reported_again_each_time_the_access_returns() {
    UUID grant = live(ANA);
    clock.advance(Duration.ofHours(2));
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, grant);
    assertThat(row(grant).lateStep()).as("ended late").hasValue(LateStep.END);

    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();

    assertThat(row(grant).lateStep()).as("it is not late yet").isEmpty();
    assertThat(overdueAlarms(grant)).isZero();
    clock.advance(Duration.ofSeconds(121));
    replica.reconcile(grant);
    replica.reconcile(grant);
    assertThat(overdueAlarms(grant)).isOne();
    assertThat(transaction(() -> grants.alerted(9))).containsExactly(grant);
    assertThat(record(grant).stream().filter("end_overdue"::equals)).hasSize(2);
    assertThat(count("notification where kind = 'GrantOver' and subject = ?", grant)).isOne();
    assertThat(count("notification where kind = 'RemovalSlow' and subject = ?", grant))
        .as("a message of its own for each end")
        .isEqualTo(2);

    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, grant);
    assertThat(overdueAlarms(grant)).isZero();
  }

  @Test
  void a_holder_who_was_told_of_the_end_is_told_of_the_return_in_a_message_of_its_own() {
    UUID grant = live(ANA);
    Revocation revocation = new Revocation(BRUNO.value(), Revocation.Role.OPERATOR, "a test");
    assertThat(transaction(() -> service.revoke(grant, revocation))).isTrue();
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    assertThat(count("notification where kind = 'GrantOver' and subject = ?", grant)).isOne();
    vendors.aws = AwsPresence.MEMBER;
    endedGrants().sweep();
    assertThat(count("notification where kind = 'GrantOver' and subject = ?", grant)).isEqualTo(2);
  }

  private long overdueAlarms(UUID grant) {
    return count(
        "notification where kind = 'EndOverdue' and over_at is null and subject = ?", grant);
  }

  @Test
  void an_end_within_two_minutes_is_not_late() {
    UUID grant = live(ANA);
    clock.advance(HOUR.plusMinutes(2));
    replica().reconcile(grant);
    assertThat(record(grant)).doesNotContain("end_overdue");
  }

  @Test
  void a_grant_that_was_only_read_is_reloaded_when_it_is_locked() {
    UUID grant = live(ANA);
    GrantState seen =
        transaction(
            () -> {
              assertThat(grants.openOn(new MembershipKey(GROUP.id(), ANA.value()))).hasSize(1);
              assertThat(transaction(() -> service.endEarly(grant, ANA))).isTrue();
              return grants.locked(grant).state();
            });
    assertThat(seen).isEqualTo(new Revoking(EndReason.ENDED_EARLY));
  }

  @Test
  void a_locked_grant_is_seen_with_its_unsaved_changes() {
    UUID one = live(open(ANA, GROUP, "one", HOUR));
    UUID other = live(open(ANA, GROUP, "other", HOUR));
    boolean wanted =
        transaction(
            () -> {
              assertThat(service.endEarly(one, ANA)).isTrue();
              return grants.otherOpenGrants(grants.locked(other)).stream().anyMatch(Grant::wanted);
            });
    assertThat(wanted).isFalse();
  }

  private EndedGrantMonitor endedGrants() {
    return new EndedGrantMonitor(grants, service, vendors, vendors, scimJobs, clock);
  }

  /** The replica checks, sends the add, and freezes until after its lease. */
  private void frozenInAdd(Runnable meanwhile) {
    vendors.onTheWay =
        () ->
            vendors.onTheWay =
                () -> {
                  clock.advance(FROZEN);
                  meanwhile.run();
                };
  }

  @Test
  void beyond_ten_overdue_ends_operators_get_one_message_with_the_number() {
    Reconciler replica = replica();
    List<UUID> late =
        IntStream.range(0, 13)
            .mapToObj(i -> live(new PersonId("55555555-0000-4000-8000-%012d".formatted(i))))
            .toList();
    clock.advance(Duration.ofHours(2));
    vendors.down = true;
    late.subList(0, 10).forEach(replica::reconcile);
    service.alertManyOverdue();
    assertThat(count("notification where kind = 'ManyOverdue'")).as("each was told").isZero();

    replica.reconcile(late.get(10)); // One too many, until the next check of all of them.
    vendors.down = false;
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, late.getFirst());
    vendors.down = true;
    service.alertManyOverdue();
    service.alertManyOverdue();
    assertThat(count("notification where kind = 'ManyOverdue'")).isZero();
    assertThat(count("notification where kind = 'EndOverdue' and over_at is null"))
        .as("each was told")
        .isEqualTo(10);

    late.subList(11, 13).forEach(replica::reconcile);
    service.alertManyOverdue();
    service.alertManyOverdue();
    assertThat(count("notification where kind = 'EndOverdue' and over_at is null")).isEqualTo(10);
    assertThat(count("notification where kind = 'ManyOverdue'")).isOne();
    assertThat(late).allSatisfy(one -> assertThat(record(one)).containsOnlyOnce("end_overdue"));
    clock.advance(HOUR);
    service.alertManyOverdue();
    assertThat(count("notification where kind = 'ManyOverdue' and over_at is null"))
        .as("it is updated for as long as it takes")
        .isOne();
    assertThat(count("notification where kind = 'ManyOverdue'")).isOne();
  }

  private static void fault() {
    throw new IllegalStateException("an answer that nobody expected");
  }
}
