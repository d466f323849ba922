package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantingPauses.Resumption;
import dev.hourkey.grant.GrantingSwitch.Change;
import dev.hourkey.grant.GrantingSwitch.Pause;
import dev.hourkey.grant.GrantingSwitch.Role;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reconciler does while granting is paused, on real tables. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GrantingPausesTest extends GrantDatabaseTest {
  private static final Change INCIDENT = new Change("olga", Role.COMMAND_LINE, "INC-99");
  private static final Change MORE = new Change("dana", Role.OPERATOR, "INC-99 goes on");
  private static final Change OVER = new Change("olga", Role.COMMAND_LINE, "INC-99 is over");

  @Inject GrantingPauses pauses;

  @AfterEach
  void theRowIsThere() {
    execute("insert into granting_switch (id) values (1) on conflict do nothing");
  }

  @Test
  void an_approved_grant_waits_while_granting_is_paused_and_goes_on_afterwards() {
    UUID grant = open(ANA);
    assertThat(pauses.pause(INCIDENT)).isEmpty();
    replica().reconcile(grant);
    assertThat(vendors.sent("add")).isZero();
    assertThat(state(grant)).isInstanceOf(GrantState.Provisioning.class);

    clock.advance(Duration.ofSeconds(15));
    assertThat(resume()).isInstanceOf(Resumption.Resumed.class);
    replica().reconcile(grant);
    assertThat(state(grant)).isInstanceOf(GrantState.Syncing.class);
  }

  @Test
  void an_attempt_that_began_before_the_pause_does_not_add_after_it() {
    UUID grant = open(ANA);
    vendors.onTheWay = () -> pauses.pause(INCIDENT); // While it checks whether she is there.
    replica().reconcile(grant);
    assertThat(vendors.sent("add")).isZero();
  }

  @Test
  void while_it_is_unknown_whether_granting_is_paused_nothing_is_added_and_everything_ends() {
    UUID active = live(ANA);
    execute("delete from granting_switch");
    UUID other = open(BRUNO);
    replica().reconcile(other);
    assertThat(vendors.sent("add")).as("only the first").isOne();

    clock.advance(HOUR);
    replica().reconcile(active);
    assertThat(vendors.sent("remove")).isOne();
  }

  @Test
  void an_approved_grant_that_waits_too_long_ends_at_its_deadline() {
    UUID grant = open(ANA);
    pauses.pause(INCIDENT);
    clock.advance(HOUR.plus(Duration.ofHours(2)));
    replica().reconcile(grant);
    assertThat(state(grant)).isInstanceOf(GrantState.Ended.class);
    assertThat(vendors.sent("add")).isZero();
  }

  @Test
  void each_pause_is_on_record_with_who_and_why_and_has_one_alarm() {
    pauses.pause(INCIDENT);
    Pause begun = pauses.current().orElseThrow();
    assertThat(begun.confirmed()).isFalse();
    clock.advance(Duration.ofMinutes(20));
    assertThat(pauses.pause(MORE)).as("it confirms the pause").hasValue(begun);
    assertThat(pauses.current())
        .hasValue(new Pause(begun.incident(), MORE, begun.since(), clock.instant()));
    clock.advance(Duration.ofMinutes(1));
    assertThat(resume()).isInstanceOf(Resumption.Resumed.class);
    assertThat(resume()).isInstanceOf(Resumption.NotPaused.class);
    assertThat(record(begun.incident()))
        .containsExactly("granting_paused", "granting_paused", "granting_resumed");
    assertThat(
            count(
                "notification where kind = 'GrantingPaused' and subject = ? and over_at is not"
                    + " null",
                begun.incident()))
        .isOne();
  }

  @ParameterizedTest
  @CsvSource({"-60, false", "0, false", "1, false", "2, true"})
  void a_resume_ends_only_a_pause_that_was_in_effect_and_confirmed_when_it_was_sent(
      int secondsAfterConfirmation, boolean resumed) {
    pauses.pause(INCIDENT);
    clock.advance(Duration.ofMinutes(20));
    pauses.pause(MORE);
    Pause confirmed = pauses.current().orElseThrow();
    Instant sent = confirmed.confirmedAt().plusSeconds(secondsAfterConfirmation);
    clock.advance(Duration.ofMinutes(1)); // It is carried out later than it was sent.
    assertThat(pauses.resume(OVER, sent))
        .isEqualTo(
            resumed ? new Resumption.Resumed(confirmed) : new Resumption.PausedSince(confirmed));
    assertThat(pauses.current().isPresent()).isEqualTo(!resumed);
  }

  @Test
  void no_wait_before_an_add_delays_the_end() {
    UUID grant = open(ANA);
    Instant end = row(grant).term().end();
    pauses.pause(INCIDENT);
    clock.advanceTo(end.minusSeconds(5));
    assertThat(replica().reconcile(grant).orElseThrow().at()).as("for a pause").isEqualTo(end);

    Claim.Taken throttled = claim(grant);
    assertThat(throttled.step()).hasValue(new Step.AddMember());
    assertThat(
            record(
                    throttled,
                    new Outcome.Failed(new Step.AddMember(), Optional.of(Duration.ofMinutes(5))))
                .orElseThrow()
                .at())
        .as("after a failure")
        .isEqualTo(end);
  }

  private Resumption resume() {
    return pauses.resume(OVER, clock.instant());
  }
}
