package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.grant.GrantState.Clearing;
import dev.hourkey.grant.GrantState.Direct;
import dev.hourkey.grant.GrantState.Ended;
import dev.hourkey.grant.GrantState.Live;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Provisioning;
import dev.hourkey.grant.GrantState.Revoking;
import dev.hourkey.grant.GrantState.Step;
import dev.hourkey.grant.GrantState.Step.AddDirectly;
import dev.hourkey.grant.GrantState.Step.AddMember;
import dev.hourkey.grant.GrantState.Step.Become;
import dev.hourkey.grant.GrantState.Step.LookAgain;
import dev.hourkey.grant.GrantState.Step.Push;
import dev.hourkey.grant.GrantState.Step.RemoveDirectly;
import dev.hourkey.grant.GrantState.Step.RemoveMember;
import dev.hourkey.grant.GrantState.Step.StartJob;
import dev.hourkey.grant.GrantState.Step.Warn;
import dev.hourkey.grant.GrantState.Syncing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantStateTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Term TERM =
      new Term(
          NOON,
          HOUR,
          NOON.plus(HOUR).plus(Duration.ofMinutes(90)),
          Duration.ofMinutes(10),
          Optional.empty());
  private static final Instant DEADLINE = TERM.deadline();

  @Test
  void an_approved_grant_is_added_to_the_group() {
    assertThat(next(new Provisioning(), Seen.UNKNOWN, NOON)).isInstanceOf(AddMember.class);
  }

  @Test
  void the_deadline_ends_a_grant_that_was_never_added() {
    assertThat(next(new Provisioning(), Seen.UNKNOWN, DEADLINE))
        .isEqualTo(new RemoveMember(Cause.NEVER_ARRIVED));
  }

  @Test
  void provisioning_on_demand_is_asked_for_at_once() {
    assertThat(next(new Syncing(), Seen.NO, NOON)).isInstanceOf(Push.class);
  }

  @Test
  void a_grant_is_live_when_aws_shows_it_and_its_clock_starts_there() {
    Instant seen = NOON.plusSeconds(14);
    assertThat(next(new Syncing(), Seen.YES, seen))
        .isEqualTo(new Become(new Live(seen, seen.plus(HOUR))));
  }

  @Test
  void arriving_late_does_not_move_the_deadline() {
    Instant late = DEADLINE.minusSeconds(60);
    assertThat(next(new Syncing(), Seen.YES, late)).isEqualTo(new Become(new Live(late, DEADLINE)));
  }

  @ParameterizedTest
  @EnumSource(Seen.class)
  void past_its_deadline_nothing_makes_a_grant_live(Seen seen) {
    assertThat(next(new Syncing(), seen, DEADLINE))
        .isEqualTo(new RemoveMember(Cause.NEVER_ARRIVED));
  }

  @ParameterizedTest
  @EnumSource(names = {"NO", "UNKNOWN"})
  void not_seen_yet_is_looked_at_again_and_never_later_than_the_deadline(Seen seen) {
    Instant almost = DEADLINE.minusMillis(200);
    assertThat(new Syncing().next(observed(seen, false), TERM, pushed(9), almost))
        .isEqualTo(new LookAgain(DEADLINE));
  }

  @Test
  void the_holder_is_warned_before_the_end_once() {
    Live live = new Live(NOON, NOON.plus(HOUR));
    Instant warn = NOON.plus(Duration.ofMinutes(50));
    assertThat(next(live, Seen.UNKNOWN, NOON)).isEqualTo(new LookAgain(warn));
    assertThat(next(live, Seen.UNKNOWN, warn)).isInstanceOf(Warn.class);
    assertThat(
            live.next(
                new Observed(Seen.UNKNOWN, Seen.UNKNOWN, false, true, true, Direct.NOTHING),
                TERM,
                pushed(0),
                warn))
        .isEqualTo(new LookAgain(NOON.plus(HOUR)));
  }

  @Test
  void a_short_grant_is_not_warned_about_before_half_of_it_is_over() {
    Live live = new Live(NOON, NOON.plusSeconds(60));
    assertThat(next(live, Seen.UNKNOWN, NOON)).isEqualTo(new LookAgain(NOON.plusSeconds(30)));
  }

  @Test
  void a_live_grant_ends_to_the_second() {
    Live live = new Live(NOON, NOON.plus(HOUR));
    Instant end = NOON.plus(HOUR);
    assertThat(next(live, Seen.YES, end.minusMillis(1))).isNotInstanceOf(RemoveMember.class);
    assertThat(next(live, Seen.YES, end)).isEqualTo(new RemoveMember(Cause.EXPIRED));
  }

  @Test
  void revoking_removes_whatever_the_directories_show() {
    for (Seen seen : Seen.values()) {
      assertThat(next(new Revoking(Cause.EXPIRED), seen, NOON)).isInstanceOf(RemoveMember.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"YES", "UNKNOWN"})
  void not_knowing_whether_someone_is_gone_is_not_knowing_that_they_are(Seen seen) {
    Step step =
        new Clearing(Cause.EXPIRED, NOON)
            .next(observed(seen, true), TERM, pushed(9), NOON.plus(HOUR));
    assertThat(step).isInstanceOf(LookAgain.class);
  }

  @Test
  void a_grant_that_was_live_is_over_when_aws_no_longer_shows_it() {
    assertThat(
            new Clearing(Cause.EXPIRED, NOON).next(observed(Seen.NO, true), TERM, pushed(0), NOON))
        .isEqualTo(new Become(new Ended(Cause.EXPIRED, NOON)));
  }

  @Test
  void an_add_that_never_arrived_may_still_be_on_its_way_for_a_whole_cycle() {
    Clearing clearing = new Clearing(Cause.GIVEN_BACK, NOON);
    Observed absent = observed(Seen.NO, false);
    assertThat(clearing.next(absent, TERM, pushed(9), NOON.plus(Duration.ofMinutes(59))))
        .isInstanceOf(LookAgain.class);
    assertThat(clearing.next(absent, TERM, pushed(9), NOON.plus(Sync.CYCLE)))
        .isInstanceOf(Become.class);
    Sync confirmed = sync(1, true, true);
    assertThat(clearing.next(absent, TERM, confirmed, NOON.plusSeconds(1)))
        .isInstanceOf(Become.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"YES", "UNKNOWN"})
  void what_entra_may_still_hold_is_not_over(Seen inEntra) {
    Observed found = new Observed(inEntra, Seen.NO, false, true, true, Direct.NOTHING);
    assertThat(new Clearing(Cause.EXPIRED, NOON).next(found, TERM, pushed(9), NOON))
        .isInstanceOf(LookAgain.class);
  }

  @Test
  void an_add_that_landed_after_the_removal_is_removed_again() {
    Observed found = new Observed(Seen.YES, Seen.NO, false, true, true, Direct.NOTHING);
    assertThat(
            new Clearing(Cause.EXPIRED, NOON)
                .next(found, TERM, pushed(9), NOON.plus(GrantState.READ_AGAIN)))
        .isEqualTo(new Become(new Revoking(Cause.EXPIRED)));
  }

  @Test
  void a_membership_that_another_grant_needs_is_not_waited_for() {
    Observed shared = new Observed(Seen.YES, Seen.YES, true, true, true, Direct.NOTHING);
    assertThat(new Clearing(Cause.EXPIRED, NOON).next(shared, TERM, pushed(1), NOON))
        .isEqualTo(new Become(new Ended(Cause.EXPIRED, NOON)));
  }

  @Test
  void what_on_demand_did_not_bring_over_is_asked_of_the_job_itself_once() {
    Instant later = NOON.plusSeconds(90);
    Clearing clearing = new Clearing(Cause.EXPIRED, NOON);
    Observed still = observed(Seen.YES, true);
    assertThat(clearing.next(still, TERM, sync(9, false, false), later.minusMillis(1)))
        .isInstanceOf(LookAgain.class);
    assertThat(clearing.next(still, TERM, sync(9, false, false), later))
        .isInstanceOf(StartJob.class);
    assertThat(clearing.next(still, TERM, sync(9, false, true), later))
        .isInstanceOf(LookAgain.class);
    assertThat(new Syncing().next(observed(Seen.NO, false), TERM, sync(9, false, false), later))
        .isInstanceOf(StartJob.class);
  }

  @Test
  void where_it_is_allowed_a_member_is_taken_out_of_aws_itself_once_entra_let_go() {
    Clearing clearing = new Clearing(Cause.EXPIRED, NOON);
    for (Direct direct : Direct.values()) {
      Observed still = new Observed(Seen.NO, Seen.YES, false, true, true, direct);
      assertThat(clearing.next(still, TERM, pushed(9), NOON) instanceof RemoveDirectly)
          .isEqualTo(direct != Direct.NOTHING);
    }
    Observed unknown = new Observed(Seen.NO, Seen.UNKNOWN, false, true, true, Direct.REMOVE);
    assertThat(clearing.next(unknown, TERM, pushed(9), NOON)).isInstanceOf(LookAgain.class);
  }

  @Test
  void a_member_whom_entra_believes_in_aws_is_put_back_there_and_nobody_else_is() {
    Observed absent =
        new Observed(Seen.UNKNOWN, Seen.NO, false, false, false, Direct.REMOVE_AND_REPAIR);
    Instant soon = NOON.plusSeconds(90);
    assertThat(new Syncing().next(absent, TERM, sync(40, true, true), soon))
        .isInstanceOf(AddDirectly.class);
    assertThat(new Syncing().next(absent, TERM, sync(40, true, true), soon.minusMillis(1)))
        .isInstanceOf(LookAgain.class);
    assertThat(new Syncing().next(absent, TERM, sync(40, false, true), soon))
        .isInstanceOf(LookAgain.class);
    assertThat(new Syncing().next(absent, TERM, sync(40, false, true), NOON.plus(Sync.CYCLE)))
        .isInstanceOf(AddDirectly.class);
    Observed usual = new Observed(Seen.UNKNOWN, Seen.NO, false, false, false, Direct.REMOVE);
    assertThat(new Syncing().next(usual, TERM, sync(40, true, true), soon))
        .isInstanceOf(LookAgain.class);
  }

  @Test
  void a_grant_that_had_to_be_added_again_keeps_the_end_it_had() {
    Instant end = NOON.plus(HOUR);
    Term known = new Term(NOON, HOUR, DEADLINE, Duration.ofMinutes(10), Optional.of(end));
    Instant again = end.minusSeconds(60);
    assertThat(new Syncing().next(observed(Seen.YES, true), known, pushed(0), again))
        .isEqualTo(new Become(new Live(again, end)));
    assertThat(new Provisioning().next(observed(Seen.UNKNOWN, true), known, pushed(0), end))
        .isInstanceOf(RemoveMember.class);
  }

  @Test
  void an_ended_grant_has_no_next_step() {
    assertThatThrownBy(() -> next(new Ended(Cause.EXPIRED, NOON), Seen.NO, NOON))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Step next(GrantState state, Seen seen, Instant now) {
    return state.next(observed(seen, false), TERM, pushed(0), now);
  }

  private static Observed observed(Seen inAws, boolean wasLive) {
    return new Observed(Seen.NO, inAws, false, false, wasLive, Direct.NOTHING);
  }

  /** So often asked for on demand that it is not due again for long. */
  private static Sync pushed(int pushes) {
    return sync(pushes == 9 ? 40 : pushes, false, true);
  }

  private static Sync sync(int pushes, boolean confirmed, boolean startAsked) {
    return new Sync(NOON, pushes, Sync.pushAt(NOON, pushes), confirmed, startAsked);
  }
}
