package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.aws.StoreMembershipChange;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.InstallGuide;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With removal in AWS directly, and removal of unapproved members, switched on. */
@QuarkusTest
@TestProfile(DirectRemovalTest.Allowed.class)
class DirectRemovalTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String BRUNO_AT_HOME = "bruno@example.com";
  private static final Duration HOUR = Duration.ofHours(1);

  public static class Allowed implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("hourkey.aws.remove-directly", "true");
    }
  }

  @BeforeEach
  void somebodyLooksAfterThings() throws Exception {
    InstallGuide.actionsToRemoveDirectly().forEach(action -> sandbox.aws().permit(action, true));
    HourkeySandbox.policy("drift: remove\n");
    catalog.refresh();
    runMaintenance();
  }

  @Test
  void at_the_end_aws_no_longer_shows_the_member_though_entra_sends_nothing() {
    live("INC-42: disk full on db-1");
    nothingOnDemand();
    pass(Duration.ofMinutes(61));
    alertedInTime(ana, "has ended (time was up)");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(sandbox.aws().changes())
        .as("it was Hourkey and not the job")
        .last()
        .returns(false, StoreMembershipChange::added)
        .returns(true, StoreMembershipChange::direct);
  }

  @Test
  void access_requested_again_at_once_is_added_in_aws_although_entra_believes_it_is_there() {
    live("INC-42: disk full on db-1");
    nothingOnDemand();
    ana.run("general", "/aws-access end");
    alertedInTime(ana, "You ended");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();

    ask(ana, "prod-readonly", HOUR, "INC-43: it is full again");
    eventually(() -> assertThat(bruno.latest(APPROVALS).words()).contains("INC-43"));
    bruno.click(bruno.latest(APPROVALS), "approve");
    eventually(() -> assertThat(syncing()).isOne());
    pass(Duration.ofMinutes(45));
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME))
        .as("to the job, who left and came back was never away")
        .isFalse();

    pass(Duration.ofMinutes(16));
    eventually(() -> assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue());
    eventually(
        () ->
            assertThat(ana.run("general", "/aws-access status").answer()).contains("active until"));
    pass(Duration.ofMinutes(61));
    eventually(() -> assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse());
  }

  @Test
  void an_unapproved_member_is_removed_once_lag_is_ruled_out_and_a_holder_is_not()
      throws Exception {
    live("INC-42: disk full on db-1");
    addedBehindHourkeysBack();
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isTrue();

    maintenanceIsDone(Duration.ofMinutes(4), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isFalse();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    eventually(
        () ->
            assertThat(alarms("Unapproved members"))
                .singleElement()
                .satisfies(
                    alerted -> assertThat(alerted.words()).contains("Bruno Costa", "removed")));
    maintenanceIsDone(Duration.ofMinutes(10), "drift");
    maintenanceIsDone(Duration.ofMinutes(10), "drift");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void operators_learn_of_an_unapproved_member_removed_while_slack_was_down() throws Exception {
    addedBehindHourkeysBack();
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    sandbox.slack().fail(new Fault("chat.*", Fault.Kind.HTML, Fault.ALWAYS, ""));
    sandbox.entra().job().state(State.PAUSED);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    sandbox.entra().job().state(State.ACTIVE);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    maintenanceIsDone(Duration.ofMinutes(4), "drift");
    assertThat(unapproved("removed and resolved_at is not null")).isOne();

    sandbox.slack().heal();
    pass(Duration.ofMinutes(1)); // The longest pause between two attempts.
    eventually(
        () ->
            assertThat(alarms("Unapproved members"))
                .singleElement()
                .satisfies(
                    alerted ->
                        assertThat(alerted.words())
                            .contains("Resolved", "Bruno Costa", "removed")));
    assertThat(number("select count(*) from notification where kind = 'JobStopped'")).isOne();
    eventually(
        () ->
            assertThat(number("select count(*) from notification where next_try_at is not null"))
                .isZero());
    assertThat(alarms("runs again")).as("nobody can do anything about it any more").isEmpty();
  }

  @Test
  void an_unapproved_member_that_hourkey_may_not_remove_stays_reported() throws Exception {
    addedBehindHourkeysBack();
    sandbox.entra().inUnit(GROUP, false);
    maintenanceIsDone(Duration.ofMinutes(1), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
    assertThat(unapproved("resolved_at is null")).isOne();
    assertThat(unapproved("resolved_at is not null")).isZero();
    assertThat(unapproved("removed")).as("by Hourkey").isZero();

    sandbox.entra().inUnit(GROUP, true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isFalse();
    assertThat(unapproved("resolved_at is null")).isZero();
    assertThat(unapproved("removed")).isOne();
  }

  @Test
  void a_stranger_whom_one_replica_of_entra_does_not_show_stays_reported_until_removed()
      throws Exception {
    addedBehindHourkeysBack();
    maintenanceIsDone(Duration.ofMinutes(1), "drift");
    sandbox.entra().missMembership(1); // The removal gets a 404.
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
    assertThat(unapproved("resolved_at is null")).isOne();
    assertThat(unapproved("resolved_at is not null")).isZero();

    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isFalse();
    assertThat(unapproved("resolved_at is null")).isZero();
    assertThat(unapproved("removed")).isOne();
  }

  /** Once Hourkey has compared the group for the first time. */
  private void addedBehindHourkeysBack() throws SQLException {
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
  }

  @Test
  void members_from_before_the_first_comparison_are_reported_and_stay() throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true); // As if the database were a new one.
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    eventually(() -> assertThat(alarms("Hourkey never removes them")).isNotEmpty());
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
    assertThat(unapproved("resolved_at is null")).isOne();

    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, false);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(6), "drift");
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).as("added again later").isFalse();
  }

  private long unapproved(String which) throws SQLException {
    return number("select count(*) from drift where kind = 'UNAPPROVED_MEMBER' and " + which);
  }

  @Test
  void somebody_who_is_only_in_aws_is_removed_there_after_a_cycle() throws Exception {
    sandbox.aws().setMember(GROUP, BRUNO_AT_HOME, true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(50), "drift");
    assertThat(sandbox.aws().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
    maintenanceIsDone(Duration.ofMinutes(11), "drift");
    assertThat(sandbox.aws().isMember(GROUP, BRUNO_AT_HOME)).isFalse();
  }

  @Test
  void somebody_who_may_be_a_member_in_entra_is_not_removed_from_aws_directly() throws Exception {
    sandbox.aws().putUser("aaaaaaaa-0000-4000-8000-00000000000e", "", "n.haddad");
    sandbox.aws().setMember(GROUP, "n.haddad", true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(50), "drift");
    assertThat(leftInAws("resolved_at is null")).isOne();

    sandbox.entra().setMember(GROUP, "noor@example.com", true); // Who may be n.haddad in AWS.
    maintenanceIsDone(Duration.ofMinutes(11), "drift");
    assertThat(sandbox.aws().isMember(GROUP, "n.haddad")).isTrue();
    assertThat(leftInAws("resolved_at is null")).isOne();
    assertThat(leftInAws("removed")).as("by Hourkey").isZero();
  }

  @Test
  void members_of_a_group_that_aws_no_longer_shows_stay_reported() throws Exception {
    almostAnHourInAwsAlone();
    sandbox.aws().deleteGroup(GROUP); // It may be renamed, with them still in it.
    maintenanceIsDone(Duration.ofMinutes(11), "drift");
    assertThat(leftInAws("resolved_at is null")).isOne();
    assertThat(leftInAws("removed")).as("by Hourkey").isZero();
  }

  @Test
  void hourkey_does_not_claim_a_removal_if_aws_finds_nothing_to_delete() throws Exception {
    almostAnHourInAwsAlone();
    sandbox.aws().answerMembership(GROUP, BRUNO_AT_HOME, false);
    maintenanceIsDone(Duration.ofMinutes(11), "drift");
    assertThat(sandbox.aws().isMember(GROUP, BRUNO_AT_HOME)).isTrue();
    assertThat(leftInAws("resolved_at is null")).isOne();
    assertThat(leftInAws("removed")).as("by Hourkey").isZero();

    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    assertThat(sandbox.aws().isMember(GROUP, BRUNO_AT_HOME)).isFalse();
    assertThat(leftInAws("resolved_at is not null and removed")).isOne();
  }

  private void almostAnHourInAwsAlone() throws SQLException {
    sandbox.aws().setMember(GROUP, BRUNO_AT_HOME, true);
    maintenanceIsDone(Duration.ofMinutes(2), "drift");
    maintenanceIsDone(Duration.ofMinutes(50), "drift");
    assertThat(leftInAws("resolved_at is null")).isOne();
  }

  private long leftInAws(String which) throws SQLException {
    return number("select count(*) from drift where kind = 'LEFT_IN_AWS' and " + which);
  }

  private long syncing() throws SQLException {
    return number("select count(*) from access_grant where phase = 'SYNCING'");
  }

  private void nothingOnDemand() {
    sandbox.entra().fail("POST */provisionOnDemand", DirectoryStandIn.ALWAYS, 401);
  }

  private void live(String why) {
    ask(ana, "prod-readonly", HOUR, why);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  /** Without the replies which say that an alarm is over. */
  private List<PostedMessage> alarms(String words) {
    return bruno.messages("aws-ops").stream()
        .filter(message -> message.words().contains(words))
        .toList();
  }
}
