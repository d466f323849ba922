package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.app.SweepNow;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.Backup;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backup is restored that lacks what Hourkey did since. */
@QuarkusTest
class RestoredBackupTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String BRUNO_AT_HOME = "bruno@example.com";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Inject StandingMembershipCheck members;
  @Inject SweepNow sweeper;

  private WorkspaceUser dana;

  @BeforeEach
  void theGroupsAreCompared() throws Exception {
    dana = sandbox.slack().person("U0DANA");
    runMaintenance();
    maintenanceIsDone(MINUTE, "drift");
  }

  @Test
  void a_member_whom_the_backup_forgot_blocks_the_group_until_an_operator_settles_it()
      throws Exception {
    long before = trailLength();
    Backup backup = Backup.of(database);
    live(ana);
    backup.putBack();
    maintenanceIsDone(MINUTE, "drift");
    eventually(() -> assertThat(alarms("Database restored")).hasSize(1));
    eventually(
        () ->
            assertThat(alarms("Unexplained members"))
                .singleElement()
                .satisfies(
                    alerted -> assertThat(alerted.words()).contains(GROUP, "ana@example.com")));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();

    ask(dana, "prod-readonly", HOUR, "INC-43: the other disk as well");
    alerted(dana, "through the group aws-prod-readonly yet");

    assertThat(members.unexplained()).hasSize(1);
    assertThat(members.remove(members.unexplained().getFirst(), "olga")).isTrue();
    eventually(
        () ->
            assertThat(alarms("Unexplained members").getFirst().words())
                .contains("an operator told Hourkey to remove them"));
    maintenanceIsDone(MINUTE, "orphans");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();

    live(dana);
    maintenanceIsDone(Duration.ofMinutes(11), "drift");
    eventually(
        () ->
            assertThat(alarms("every member of every group is explained"))
                .as("the message and its thread")
                .hasSize(2));
    assertThat(alarms("Database restored")).as("it is the same message").isEmpty();
    assertThat(types(before))
        .contains(
            "restore_found", "drift_found", "member_settled", "orphan_removed", "restore_settled");
  }

  @Test
  void a_recorded_standing_member_is_still_one_after_a_restore() throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    maintenanceIsDone(MINUTE, "drift");
    Backup backup = Backup.of(database);
    backup.putBack();
    maintenanceIsDone(MINUTE, "drift");

    ask(bruno, "prod-readonly", HOUR, "INC-43: the other disk as well");
    alerted(bruno, ": you were added to the group");
    live(ana);
    assertThat(members.unexplained()).isEmpty();
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
  }

  @Test
  void a_grant_that_the_backup_still_has_to_begin_is_not_added_again() throws Exception {
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(number("select count(*) from access_grant")).isOne());
    Backup backup = Backup.of(database);
    sandbox.entra().clearFaults();
    pass(MINUTE);
    alerted(ana, "is ready");
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    int changes = sandbox.entra().changes().size();

    backup.putBack();
    pass(MINUTE);
    sweeper.sweep();
    eventually(
        () ->
            assertThat(
                    number(
                        """
                        select count(*) from access_grant
                        where phase in ('PROVISIONING', 'SYNCING', 'LIVE')
                        """))
                .isZero());
    pass(Duration.ofMinutes(61));
    alerted(ana, "was not granted (Hourkey's database may have been restored");
    assertThat(sandbox.entra().changes()).hasSize(changes);
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_approval_from_before_the_restore_opens_nothing_until_the_group_is_settled()
      throws Exception {
    ask(dana, "prod-readonly", HOUR, "INC-43: the other disk as well");
    PostedMessage card = card();
    Backup backup = Backup.of(database);
    live(ana);
    backup.putBack();
    maintenanceIsDone(MINUTE, "drift");
    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS))
                .anyMatch(one -> one.words().contains("database may have been restored")));
    assertThat(number("select count(*) from access_grant")).isZero();
  }

  private void live(WorkspaceUser who) {
    String why = "INC-%d: disk full on db-1".formatted(100 + who.directMessages().size());
    ask(who, "prod-readonly", HOUR, why);
    eventually(
        () -> assertThat(bruno.messages(APPROVALS)).anyMatch(one -> one.words().contains(why)));
    bruno.click(bruno.latest(APPROVALS), "approve");
    alerted(who, "is ready");
  }

  private List<PostedMessage> alarms(String words) {
    return bruno.everything("aws-ops").stream()
        .filter(message -> message.words().contains(words))
        .toList();
  }

  private long trailLength() throws SQLException {
    return number("select seq from audit_head");
  }

  private List<String> types(long after) throws Exception {
    return StreamSupport.stream(get("api/v1/audit?limit=1000&after=" + after).spliterator(), false)
        .map(entry -> entry.get("event").get("type").asText())
        .toList();
  }
}
