package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.grant.GrantState.Clearing;
import dev.hourkey.grant.GrantState.Ended;
import dev.hourkey.grant.GrantState.Live;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Provisioning;
import dev.hourkey.grant.GrantState.Revoking;
import dev.hourkey.grant.GrantState.Syncing;
import dev.hourkey.grant.Step.AddDirectly;
import dev.hourkey.grant.Step.AddMember;
import dev.hourkey.grant.Step.Become;
import dev.hourkey.grant.Step.CheckAgain;
import dev.hourkey.grant.Step.ProvisionOnDemand;
import dev.hourkey.grant.Step.RemoveDirectly;
import dev.hourkey.grant.Step.RemoveMember;
import dev.hourkey.grant.Step.StartJob;
import dev.hourkey.grant.Step.Warn;
import dev.hourkey.scim.LastFinishedCycle;
import dev.hourkey.scim.ScimProvisioner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantStateTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final GrantPeriod TERM =
      new GrantPeriod(
          NOON,
          HOUR,
          NOON.plus(HOUR).plus(Duration.ofMinutes(90)),
          Duration.ofMinutes(10),
          Optional.empty());
  private static final Instant DEADLINE = TERM.deadline();

  @Test
  void an_approved_grant_is_added_to_the_group() {
    assertThat(next(new Provisioning(), AwsPresence.UNKNOWN, NOON)).isInstanceOf(AddMember.class);
  }

  @Test
  void a_scheduled_grant_waits_for_its_start_without_a_check_and_then_begins() {
    GrantState scheduled = new GrantState.Scheduled(NOON);
    assertThat(scheduled.needsCheck()).isFalse();
    assertThat(next(scheduled, AwsPresence.UNKNOWN, NOON.minusMillis(1)))
        .isEqualTo(new CheckAgain(NOON));
    assertThat(next(scheduled, AwsPresence.UNKNOWN, NOON))
        .isEqualTo(new Become(new Provisioning()));
  }

  @Test
  void a_scheduled_grant_whose_whole_time_was_missed_is_not_added() {
    assertThat(next(new GrantState.Scheduled(NOON), AwsPresence.UNKNOWN, DEADLINE))
        .isEqualTo(new Become(new Provisioning()));
    assertThat(next(new Provisioning(), AwsPresence.UNKNOWN, DEADLINE))
        .isEqualTo(new RemoveMember(EndReason.NEVER_ARRIVED));
  }

  @Test
  void the_deadline_ends_a_grant_that_was_never_added() {
    assertThat(next(new Provisioning(), AwsPresence.UNKNOWN, DEADLINE))
        .isEqualTo(new RemoveMember(EndReason.NEVER_ARRIVED));
  }

  @Test
  void provisioning_on_demand_is_requested_at_once() {
    assertThat(next(new Syncing(), AwsPresence.NOT_MEMBER, NOON))
        .isInstanceOf(ProvisionOnDemand.class);
  }

  @Test
  void a_grant_is_live_when_aws_shows_it_and_its_clock_starts_there() {
    Instant seen = NOON.plusSeconds(14);
    assertThat(next(new Syncing(), AwsPresence.MEMBER, seen))
        .isEqualTo(new Become(new Live(seen, seen.plus(HOUR))));
  }

  @Test
  void arriving_late_does_not_move_the_deadline() {
    Instant late = DEADLINE.minusSeconds(60);
    assertThat(next(new Syncing(), AwsPresence.MEMBER, late))
        .isEqualTo(new Become(new Live(late, DEADLINE)));
  }

  @ParameterizedTest
  @EnumSource(AwsPresence.class)
  void past_its_deadline_nothing_makes_a_grant_live(AwsPresence seen) {
    assertThat(next(new Syncing(), seen, DEADLINE))
        .isEqualTo(new RemoveMember(EndReason.NEVER_ARRIVED));
  }

  @ParameterizedTest
  @EnumSource(value = AwsPresence.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMBER")
  void a_grant_that_aws_does_not_show_is_checked_again_by_its_deadline(AwsPresence seen) {
    Instant almost = DEADLINE.minusMillis(200);
    assertThat(new Syncing().next(observed(seen, false), TERM, provisioned(9), almost))
        .isEqualTo(new CheckAgain(DEADLINE));
  }

  @Test
  void the_holder_is_warned_before_the_end_once() {
    Live live = new Live(NOON, NOON.plus(HOUR));
    Instant warn = NOON.plus(Duration.ofMinutes(50));
    assertThat(next(live, AwsPresence.UNKNOWN, NOON)).isEqualTo(new CheckAgain(warn));
    assertThat(next(live, AwsPresence.UNKNOWN, warn)).isInstanceOf(Warn.class);
    assertThat(
            live.next(
                found(Presence.UNKNOWN, AwsPresence.UNKNOWN, true, true, DirectWrites.NOTHING),
                TERM,
                provisioned(0),
                warn))
        .isEqualTo(new CheckAgain(NOON.plus(HOUR)));
  }

  @Test
  void a_short_grant_is_not_warned_about_before_half_of_it_is_over() {
    Live live = new Live(NOON, NOON.plus(Duration.ofMinutes(12)));
    assertThat(next(live, AwsPresence.UNKNOWN, NOON))
        .isEqualTo(new CheckAgain(NOON.plus(Duration.ofMinutes(6))));
  }

  @Test
  void a_grant_no_longer_than_its_warning_time_gets_no_warning() {
    Instant end = NOON.plus(Duration.ofMinutes(10));
    Live live = new Live(NOON, end);
    assertThat(next(live, AwsPresence.UNKNOWN, NOON)).isEqualTo(new CheckAgain(end));
    assertThat(next(live, AwsPresence.UNKNOWN, end.minusMillis(1))).isEqualTo(new CheckAgain(end));
  }

  @Test
  void a_live_grant_ends_to_the_second() {
    Live live = new Live(NOON, NOON.plus(HOUR));
    Instant end = NOON.plus(HOUR);
    assertThat(next(live, AwsPresence.MEMBER, end.minusMillis(1)))
        .isNotInstanceOf(RemoveMember.class);
    assertThat(next(live, AwsPresence.MEMBER, end)).isEqualTo(new RemoveMember(EndReason.EXPIRED));
  }

  @Test
  void revoking_removes_whatever_the_directories_show() {
    for (AwsPresence seen : AwsPresence.values()) {
      assertThat(next(new Revoking(EndReason.EXPIRED), seen, NOON))
          .isInstanceOf(RemoveMember.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = AwsPresence.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT_MEMBER")
  void an_unknown_answer_of_aws_does_not_end_a_grant(AwsPresence seen) {
    Instant soon = NOON.plus(ScimProvisioner.CYCLE).minusSeconds(1);
    Observed found = gone(Presence.NO, seen, true, Optional.of(NOON));
    assertThat(new Clearing(EndReason.EXPIRED, NOON).next(found, TERM, provisioned(9), soon))
        .isInstanceOf(CheckAgain.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_USER", "NO_GROUP", "ANOTHER_PERSONS_USER"})
  void a_missing_user_or_group_counts_as_gone_after_a_whole_cycle(AwsPresence seen) {
    Observed found = gone(Presence.NO, seen, false, Optional.of(NOON));
    Instant later = NOON.plus(ScimProvisioner.CYCLE);
    assertThat(new Clearing(EndReason.EXPIRED, NOON).next(found, TERM, provisioned(9), later))
        .isEqualTo(new Become(new Ended(EndReason.EXPIRED, later)));
  }

  @Test
  void a_grant_that_was_live_ends_after_two_checks_without_the_member() {
    Clearing clearing = new Clearing(EndReason.EXPIRED, NOON);
    Instant again = NOON.plus(GrantState.SEEN_TWICE_WITHIN);
    Observed first = gone(Presence.NO, AwsPresence.NOT_MEMBER, true, Optional.empty());
    assertThat(clearing.next(first, TERM, provisioned(0), NOON)).isEqualTo(new CheckAgain(again));
    Observed second = gone(Presence.NO, AwsPresence.NOT_MEMBER, true, Optional.of(NOON));
    assertThat(clearing.next(second, TERM, provisioned(0), again.minusMillis(1)))
        .isEqualTo(new CheckAgain(again));
    assertThat(clearing.next(second, TERM, provisioned(0), again))
        .isEqualTo(new Become(new Ended(EndReason.EXPIRED, again)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_add_that_never_arrived_may_still_arrive_for_a_whole_cycle(boolean confirmed) {
    Clearing clearing = new Clearing(EndReason.ENDED_EARLY, NOON);
    Observed absent = gone(Presence.NO, AwsPresence.NOT_MEMBER, false, Optional.of(NOON));
    Propagation sync = sync(40, confirmed, true);
    Instant cycle = NOON.plus(ScimProvisioner.CYCLE);
    assertThat(clearing.next(absent, TERM, sync, cycle.minusSeconds(1)))
        .isInstanceOf(CheckAgain.class);
    assertThat(clearing.next(absent, TERM, sync, cycle)).isInstanceOf(Become.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_MEMBER", "NO_USER", "NO_GROUP", "ANOTHER_PERSONS_USER"})
  void an_add_that_never_arrived_may_still_arrive_while_a_longer_cycle_is_under_way(
      AwsPresence seen) {
    Clearing clearing = new Clearing(EndReason.ENDED_EARLY, NOON);
    Instant later = NOON.plus(Duration.ofHours(9));
    LastFinishedCycle before = new LastFinishedCycle.Finished(NOON.minusSeconds(1));
    Step step = clearing.next(during(before, seen, false), TERM, sync(40, false, true), later);
    assertThat(step).isNotInstanceOf(Become.class);
    LastFinishedCycle after = new LastFinishedCycle.Finished(NOON.plus(LastFinishedCycle.READ_LAG));
    step = clearing.next(during(after, seen, false), TERM, sync(40, false, true), later);
    assertThat(step).isEqualTo(new Become(new Ended(EndReason.ENDED_EARLY, later)));
  }

  @Test
  void a_grant_that_was_live_ends_whatever_cycle_is_under_way() {
    Observed found = during(new LastFinishedCycle.None(), AwsPresence.NOT_MEMBER, true);
    Instant again = NOON.plus(GrantState.SEEN_TWICE_WITHIN);
    assertThat(new Clearing(EndReason.EXPIRED, NOON).next(found, TERM, provisioned(0), again))
        .isEqualTo(new Become(new Ended(EndReason.EXPIRED, again)));
  }

  private static Observed during(LastFinishedCycle cycle, AwsPresence inAws, boolean wasLive) {
    return new Observed(
        Presence.NO,
        AwsObservation.at("a", inAws),
        false,
        true,
        wasLive,
        DirectWrites.NOTHING,
        Optional.of(NOON),
        Optional.empty(),
        cycle,
        false);
  }

  @ParameterizedTest
  @EnumSource(names = {"YES", "UNKNOWN"})
  void a_grant_does_not_end_while_entra_may_have_the_member(Presence inEntra) {
    Observed found = gone(inEntra, AwsPresence.NOT_MEMBER, true, Optional.of(NOON.minusSeconds(9)));
    assertThat(new Clearing(EndReason.EXPIRED, NOON).next(found, TERM, provisioned(9), NOON))
        .isInstanceOf(CheckAgain.class);
  }

  @Test
  void a_removal_answered_not_found_is_repeated_first() {
    Clearing clearing = new Clearing(EndReason.EXPIRED, NOON);
    Instant repeat = NOON.plus(GrantState.REMOVAL_REPEATED_AFTER);
    Observed inDoubt =
        new Observed(
            Presence.NO,
            AwsObservation.at("a", AwsPresence.NOT_MEMBER),
            false,
            true,
            true,
            DirectWrites.NOTHING,
            Optional.of(NOON),
            Optional.of(repeat),
            new LastFinishedCycle.Hidden(),
            false);
    assertThat(clearing.next(inDoubt, TERM, provisioned(9), repeat.minusSeconds(1)))
        .isEqualTo(new CheckAgain(repeat));
    assertThat(clearing.next(inDoubt, TERM, provisioned(9), repeat))
        .isEqualTo(new Become(new Revoking(EndReason.EXPIRED)));
  }

  @Test
  void a_user_who_cannot_sign_in_does_not_make_a_grant_live() {
    assertThat(
            new Syncing()
                .next(observed(AwsPresence.DISABLED_MEMBER, false), TERM, provisioned(9), NOON))
        .isInstanceOf(CheckAgain.class);
  }

  @Test
  void an_add_that_landed_after_the_removal_is_removed_again() {
    Observed found = found(Presence.YES, AwsPresence.NOT_MEMBER, true, true, DirectWrites.NOTHING);
    assertThat(
            new Clearing(EndReason.EXPIRED, NOON)
                .next(found, TERM, provisioned(9), NOON.plus(GrantState.READ_AGAIN)))
        .isEqualTo(new Become(new Revoking(EndReason.EXPIRED)));
  }

  @Test
  void a_membership_that_another_grant_needs_is_not_waited_for() {
    Observed shared =
        new Observed(
            Presence.YES,
            AwsObservation.at("a", AwsPresence.MEMBER),
            true,
            true,
            true,
            DirectWrites.NOTHING,
            Optional.empty(),
            Optional.empty(),
            new LastFinishedCycle.Hidden(),
            false);
    assertThat(new Clearing(EndReason.EXPIRED, NOON).next(shared, TERM, provisioned(1), NOON))
        .isEqualTo(new Become(new Ended(EndReason.EXPIRED, NOON)));
  }

  @Test
  void a_cycle_is_requested_once_if_on_demand_was_not_enough() {
    Instant later = NOON.plusSeconds(90);
    Clearing clearing = new Clearing(EndReason.EXPIRED, NOON);
    Observed still = observed(AwsPresence.MEMBER, true);
    assertThat(clearing.next(still, TERM, sync(9, false, false), later.minusMillis(1)))
        .isInstanceOf(CheckAgain.class);
    assertThat(clearing.next(still, TERM, sync(9, false, false), later))
        .isInstanceOf(StartJob.class);
    assertThat(clearing.next(still, TERM, sync(9, false, true), later))
        .isInstanceOf(CheckAgain.class);
    assertThat(
            new Syncing()
                .next(observed(AwsPresence.NOT_MEMBER, false), TERM, sync(9, false, false), later))
        .isInstanceOf(StartJob.class);
  }

  @Test
  void a_member_whom_entra_removed_is_removed_from_aws_directly_if_allowed() {
    Clearing clearing = new Clearing(EndReason.EXPIRED, NOON);
    for (DirectWrites direct : DirectWrites.values()) {
      Observed still = found(Presence.NO, AwsPresence.MEMBER, true, true, direct);
      assertThat(clearing.next(still, TERM, provisioned(9), NOON) instanceof RemoveDirectly)
          .isEqualTo(direct != DirectWrites.NOTHING);
    }
    Observed unknown = found(Presence.NO, AwsPresence.UNKNOWN, true, true, DirectWrites.REMOVE);
    assertThat(clearing.next(unknown, TERM, provisioned(9), NOON)).isInstanceOf(CheckAgain.class);
  }

  @Test
  void only_a_member_whom_entra_will_not_send_is_added_to_aws_directly() {
    Observed absent =
        found(
            Presence.UNKNOWN, AwsPresence.NOT_MEMBER, false, false, DirectWrites.REMOVE_AND_REPAIR);
    Instant soon = NOON.plusSeconds(90);
    assertThat(new Syncing().next(absent, TERM, sync(40, true, true), soon))
        .isInstanceOf(AddDirectly.class);
    assertThat(new Syncing().next(absent, TERM, sync(40, true, true), soon.minusMillis(1)))
        .isInstanceOf(CheckAgain.class);
    assertThat(new Syncing().next(absent, TERM, sync(40, false, true), soon))
        .isInstanceOf(CheckAgain.class);
    assertThat(
            new Syncing()
                .next(absent, TERM, sync(40, false, true), NOON.plus(ScimProvisioner.CYCLE)))
        .isInstanceOf(AddDirectly.class);
    Observed usual =
        found(Presence.UNKNOWN, AwsPresence.NOT_MEMBER, false, false, DirectWrites.REMOVE);
    assertThat(new Syncing().next(usual, TERM, sync(40, true, true), soon))
        .isInstanceOf(CheckAgain.class);
  }

  @Test
  void a_grant_that_had_to_be_added_again_keeps_the_end_it_had() {
    Instant end = NOON.plus(HOUR);
    GrantPeriod known =
        new GrantPeriod(NOON, HOUR, DEADLINE, Duration.ofMinutes(10), Optional.of(end));
    Instant again = end.minusSeconds(60);
    assertThat(new Syncing().next(observed(AwsPresence.MEMBER, true), known, provisioned(0), again))
        .isEqualTo(new Become(new Live(again, end)));
    assertThat(
            new Provisioning()
                .next(observed(AwsPresence.UNKNOWN, true), known, provisioned(0), end))
        .isInstanceOf(RemoveMember.class);
  }

  @Test
  void an_ended_grant_has_no_next_step() {
    assertThatThrownBy(() -> next(new Ended(EndReason.EXPIRED, NOON), AwsPresence.NOT_MEMBER, NOON))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Step next(GrantState state, AwsPresence seen, Instant now) {
    return state.next(observed(seen, false), TERM, provisioned(0), now);
  }

  private static Observed observed(AwsPresence inAws, boolean wasLive) {
    return found(Presence.NO, inAws, false, wasLive, DirectWrites.NOTHING);
  }

  private static Observed found(
      Presence inEntra, AwsPresence inAws, boolean warned, boolean wasLive, DirectWrites direct) {
    return new Observed(
        inEntra,
        AwsObservation.at("a", inAws),
        false,
        warned,
        wasLive,
        direct,
        Optional.empty(),
        Optional.empty(),
        new LastFinishedCycle.Hidden(),
        false);
  }

  private static Observed gone(
      Presence inEntra, AwsPresence inAws, boolean wasLive, Optional<Instant> since) {
    return new Observed(
        inEntra,
        AwsObservation.at("a", inAws),
        false,
        true,
        wasLive,
        DirectWrites.NOTHING,
        since,
        Optional.empty(),
        new LastFinishedCycle.Hidden(),
        false);
  }

  /** Requested on demand so often that the next request is not due for a long time. */
  private static Propagation provisioned(int onDemandCalls) {
    return sync(onDemandCalls == 9 ? 40 : onDemandCalls, false, true);
  }

  private static Propagation sync(int onDemandCalls, boolean confirmed, boolean jobStartRequested) {
    return new Propagation(
        NOON, Propagation.onDemandAt(NOON, onDemandCalls), confirmed, jobStartRequested);
  }
}
