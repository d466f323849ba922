package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.GrantingSwitch.Change;
import dev.hourkey.grant.GrantingSwitch.Role;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code hourkey pause} and {@code hourkey resume}, on the database that replicas share. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class PauseCommandTest {
  private static final Change INCIDENT = new Change("olga", Role.COMMAND_LINE, "INC-99");

  @Inject PauseCommand command;
  @Inject GrantingPauses pauses;
  @Inject MovableClock clock;

  @Test
  void the_command_pauses_and_resumes_and_says_if_nothing_changes() {
    int _ = command.resume(INCIDENT);
    assertThat(command.pause(INCIDENT)).isZero();
    assertThat(pauses.current().orElseThrow().change()).isEqualTo(INCIDENT);
    Change confirmation = new Change("dana", Role.COMMAND_LINE, "INC-99 goes on");
    assertThat(command.pause(confirmation)).isZero();
    assertThat(pauses.current().orElseThrow().change()).isEqualTo(confirmation);
    assertThat(command.resume(INCIDENT)).as("at the same moment").isOne();
    assertThat(pauses.current()).isPresent();
    clock.advance(Duration.ofMinutes(1));
    assertThat(command.resume(INCIDENT)).isZero();
    assertThat(pauses.current()).isEmpty();
    assertThat(command.resume(INCIDENT)).isZero();
  }

  @Test
  void pause_and_resume_need_a_reason() {
    assertThat(CommandOutput.of("pause").err()).contains("--reason");
    assertThat(CommandOutput.of("pause", "--reason", " ").err()).contains("must not be empty");
    assertThat(CommandOutput.of("resume").exit()).isEqualTo(2);
  }
}
