package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantingSwitch.Change;
import dev.hourkey.grant.GrantingSwitch.Role;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reconciler does while granting is paused, on real tables. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GrantingPausesTest extends GrantDatabaseTest {
  private static final Change INCIDENT = new Change("olga", Role.COMMAND_LINE, "INC-99");
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

    assertThat(pauses.resume(OVER)).isPresent();
    clock.advance(Duration.ofSeconds(15));
    replica().reconcile(grant);
    assertThat(state(grant)).isInstanceOf(GrantState.Syncing.class);
  }

  @Test
  void an_attempt_that_began_before_the_pause_does_not_add_after_it() {
    UUID grant = open(ANA);
    vendors.onTheWay = () -> pauses.pause(INCIDENT); // While it looks whether she is there.
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
    UUID pause = pauses.current().orElseThrow().incident();
    assertThat(pauses.pause(OVER)).as("a second one changes nothing").isPresent();
    assertThat(pauses.current().orElseThrow().change()).isEqualTo(INCIDENT);
    pauses.resume(OVER);
    assertThat(pauses.resume(OVER)).isEmpty();
    assertThat(record(pause)).containsExactly("granting_paused", "granting_resumed");
    assertThat(count("notification where kind = 'GrantingPaused' and over_at is not null")).isOne();
  }
}
