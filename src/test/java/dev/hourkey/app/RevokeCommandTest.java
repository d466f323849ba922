package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.app.RevokeCommand.Command;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code hourkey revoke}, beside a service that runs. */
@QuarkusTest
class RevokeCommandTest extends Story {
  private static final String GROUP = "aws-prod-readonly";
  private static final String WHY = "INC-99: the laptop was stolen";

  @Inject RevokeCommand revoker;

  @Test
  void a_persons_grant_is_revoked_by_name_and_the_holder_reads_who_and_why() throws SQLException {
    live(ana);
    assertThat(revoker.revoke(command("ANA@example.com", false))).isZero();
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    assertThat(alerted(ana, "was revoked by olga").words()).contains(WHY);
    assertThat(
            number(
                "select count(*) from audit_event where type = 'grant_revoked' and payload like '%olga%COMMAND_LINE%'"))
        .isPositive();
    assertThat(revoker.revoke(command("ana@example.com", false))).as("it is ending").isEqualTo(1);
  }

  @Test
  void several_grants_are_revoked_only_when_that_is_said() throws SQLException {
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    live(ana);
    live(dana);
    assertThat(revoker.revoke(command("prod-readonly", false))).isEqualTo(1);
    assertThat(revoked()).isZero();
    assertThat(revoker.revoke(command("prod-readonly", true))).isZero();
    assertThat(revoked()).isEqualTo(2);
  }

  @Test
  void without_arguments_it_lists_and_changes_nothing() throws SQLException {
    live(ana);
    assertThat(revoker.revoke(new Command(Optional.empty(), Optional.empty(), false, "olga")))
        .isZero();
    assertThat(revoker.revoke(command("nobody", true))).isEqualTo(1);
    assertThat(revoked()).isZero();
  }

  @Test
  void a_revocation_needs_a_reason() {
    assertThat(CommandLineTool.run("revoke", "ana@example.com")).isEqualTo(2);
  }

  private void live(WorkspaceUser who) {
    ask(who, "prod-readonly", Duration.ofHours(1), REASON);
    String name = who.id().equals("U0ANA") ? "Ana Lima" : "Dana Novak";
    bruno.click(readsThere(bruno, name + " asks for"), "approve");
    alerted(who, "is live");
  }

  private long revoked() throws SQLException {
    return number("select count(*) from access_grant where cause = 'REVOKED'");
  }

  private static Command command(String which, boolean all) {
    return new Command(Optional.of(which), Optional.of(WHY), all, "olga");
  }
}
