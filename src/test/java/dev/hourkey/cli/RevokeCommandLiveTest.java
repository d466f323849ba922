package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.cli.RevokeCommand.Arguments;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code hourkey revoke}, beside a service that runs. */
@QuarkusTest
class RevokeCommandLiveTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String WHY = "INC-99: the laptop was stolen";

  @Inject RevokeCommand revoker;

  @Test
  void a_persons_grant_is_revoked_by_name_and_the_holder_reads_who_and_why() throws Exception {
    live(ana);
    assertThat(revoker.revoke(arguments("ANA@example.com", false))).isZero();
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    assertThat(alerted(ana, "was revoked by olga").words()).contains(WHY);
    assertThat(event("grant_revoked").toString()).contains("olga", "COMMAND_LINE");
    assertThat(revoker.revoke(arguments("ana@example.com", false))).as("it is ending").isEqualTo(1);
  }

  @Test
  void several_grants_are_revoked_only_with_the_option_all() throws SQLException {
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    live(ana);
    live(dana);
    assertThat(revoker.revoke(arguments("prod-readonly", false))).isEqualTo(1);
    assertThat(revoked()).isZero();
    assertThat(revoker.revoke(arguments("prod-readonly", true))).isZero();
    assertThat(revoked()).isEqualTo(2);

    ask(ana, "prod-admin", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(requests("PENDING")).isOne());
    assertThat(revoker.revoke(arguments("ana@example.com", true))).as("requests too").isZero();
    assertThat(requests("CANCELLED")).isOne();
    alerted(ana, "ended, because olga revoked this access: " + WHY);
  }

  @Test
  void a_pending_extension_of_a_revoked_grant_is_withdrawn_in_the_same_step() throws Exception {
    live(ana);
    ana.click(alerted(ana, "is ready"), "extend");
    eventually(() -> assertThat(ana.form()).isPresent());
    ana.submit(Map.of("extend_duration", "7200", "extend_why", REASON));
    readsThere(bruno, "requests an extension");
    String grant = get("api/v1/grants").get(0).get("id").asText();
    assertThat(revoker.revoke(arguments(grant, false))).isZero();
    assertThat(requests("PENDING")).isZero();
    assertThat(requests("CANCELLED")).isOne();
    assertThat(event("extension_withdrawn").get("grant").asText()).isEqualTo(grant);
    readsThere(bruno, "Ended because the access that it would extend is ending");
    alerted(ana, "ended, because the access that it would extend is ending");
  }

  private long requests(String phase) throws SQLException {
    return number("select count(*) from access_request where phase = '" + phase + "'");
  }

  @Test
  void without_arguments_it_lists_and_changes_nothing() throws SQLException {
    live(ana);
    assertThat(revoker.revoke(new Arguments())).isZero();
    assertThat(revoker.revoke(arguments("nobody", true))).isEqualTo(1);
    assertThat(revoked()).isZero();
  }

  @Test
  void a_revocation_needs_a_reason() {
    assertThat(CommandLineTool.run("revoke", "ana@example.com")).isEqualTo(2);
  }

  private void live(WorkspaceUser who) {
    ask(who, "prod-readonly", Duration.ofHours(1), REASON);
    String name = who.id().equals("U0ANA") ? "Ana Lima" : "Dana Novak";
    bruno.click(readsThere(bruno, name + " requests"), "approve");
    alerted(who, "is ready");
  }

  private long revoked() throws SQLException {
    return number("select count(*) from access_grant where cause = 'REVOKED'");
  }

  private static Arguments arguments(String which, boolean all) {
    Arguments arguments =
        CommandLine.populateCommand(new Arguments(), which, "--reason", WHY, "--by", "olga");
    arguments.all = all;
    return arguments;
  }
}
