package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that others make to the groups, and what happens while provisioning to AWS is down. */
@QuarkusTest
class DriftTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String GROUP_ID = "22222222-0000-4000-8000-000000000004";
  private static final String BRUNO_AT_HOME = "bruno@example.com";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration ABSENT_FOR = Duration.ofMinutes(5);

  @BeforeEach
  void somebodyLooksAfterThings() throws SQLException {
    runMaintenance();
  }

  @Test
  void a_member_added_by_hand_is_reported_once_it_is_no_lag_and_again_when_gone() throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofSeconds(30));
    assertThat(notified("DriftFound")).as("it may be lag yet").isZero();

    driftIsSeen(Duration.ofMinutes(3));
    eventually(() -> assertThat(alarms("Unapproved members")).hasSize(1));
    assertThat(alarms("Unapproved members").getFirst().words())
        .contains(GROUP, "Bruno Costa", "seen since", "They have no grant");

    driftIsSeen(Duration.ofMinutes(10));
    driftIsSeen(Duration.ofMinutes(10));
    assertThat(notified("DriftFound")).isOne();
    assertThat(sandbox.entra().isMember(GROUP, BRUNO_AT_HOME)).as("it is only told").isTrue();

    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, false); // As one replica that lags shows it.
    driftIsSeen(Duration.ofMinutes(2));
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(5));
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, false);
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(findings()).as("an absence counts when it is seen twice").isPositive();
    assertThat(number("select count(*) from drift where kind = 'UNAPPROVED_MEMBER'")).isOne();

    driftIsSeen(ABSENT_FOR);
    eventually(
        () ->
            assertThat(alarms("Unapproved members").getFirst().words())
                .contains("· over", "Resolved"));
  }

  @Test
  void a_finding_in_a_group_that_becomes_unavailable_stays_open_and_goes_on_being_compared()
      throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(alarms("Unapproved members")).hasSize(1));

    sandbox
        .entra()
        .putGroup(Map.of("id", "22222222-0000-4000-8000-00000000000f", "displayName", GROUP));
    catalog.refresh();
    assertThat(catalog.find("prod-readonly")).as("two groups have the name").isEmpty();
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(11));
    assertThat(findings()).isPositive();
    allIsTold();
    assertThat(alarms("Unapproved members").getFirst().words())
        .doesNotContain("Resolved", "· over", "Not compared");

    sandbox.entra().setMember(GROUP_ID, BRUNO_AT_HOME, false);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(ABSENT_FOR);
    eventually(
        () -> assertThat(alarms("Unapproved members").getFirst().words()).contains("Resolved"));
  }

  @Test
  void a_finding_that_cannot_be_compared_stays_open_and_says_so() throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(alarms("Unapproved members")).hasSize(1));

    sandbox.entra().fail("GET */members*", DirectoryStandIn.ALWAYS, 503);
    driftIsSeen(Duration.ofMinutes(11));
    eventually(
        () ->
            assertThat(alarms("Unapproved members").getFirst().words())
                .contains("Not compared since")
                .doesNotContain("Resolved"));
    JsonNode listed = get("api/v1/drift");
    assertThat(listed.findValuesAsText("kind")).contains("unapproved_member");
    assertThat(listed.findValues("unwatchedSince")).noneMatch(JsonNode::isNull);

    sandbox.entra().clearFaults();
    driftIsSeen(Duration.ofMinutes(2));
    eventually(
        () ->
            assertThat(alarms("Unapproved members").getFirst().words())
                .contains("They have no grant")
                .doesNotContain("Not compared"));
  }

  @Test
  void a_group_counts_as_compared_with_aws_only_once_aws_has_answered() throws Exception {
    sandbox.aws().fail("*", DirectoryStandIn.ALWAYS, 503);
    driftIsSeen(Duration.ofMinutes(2));
    String compared = "select count(compared_at) from compared_group where group_id = '%s'";
    String withAws = "select count(aws_compared_at) from compared_group where group_id = '%s'";
    assertThat(number(compared.formatted(GROUP_ID))).isOne();
    assertThat(number(withAws.formatted(GROUP_ID))).isZero();

    sandbox.aws().clearFaults();
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(number(withAws.formatted(GROUP_ID))).isOne();
  }

  @Test
  void a_group_that_entra_does_not_show_once_is_not_gone() throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(alarms("Unapproved members")).hasSize(1));

    sandbox.entra().deleteGroup(GROUP);
    driftIsSeen(Duration.ofMinutes(2));
    allIsTold();
    assertThat(alarms("Unapproved members").getFirst().words()).doesNotContain("Resolved");
    driftIsSeen(Duration.ofMinutes(6));
    driftIsSeen(ABSENT_FOR);
    eventually(
        () -> assertThat(alarms("Unapproved members").getFirst().words()).contains("Resolved"));
  }

  @Test
  void a_member_unknown_to_aws_hides_nobody_who_is_left_in_aws() throws Exception {
    sandbox.entra().setMember(GROUP, "noor@example.com", true); // AWS has no such user.
    sandbox.aws().setMember(GROUP, BRUNO_AT_HOME, true);
    sandbox.aws().putUser("aaaaaaaa-0000-4000-8000-00000000000e", "", "n.haddad");
    sandbox.aws().setMember(GROUP, "n.haddad", true); // Who may be Noor.
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(61));
    eventually(() -> assertThat(alarms("In AWS, but not in Entra")).hasSize(1));
    assertThat(alarms("In AWS, but not in Entra").getFirst().words())
        .contains("Bruno Costa")
        .doesNotContain("n.haddad");
  }

  @Test
  void a_holder_is_not_reported_as_drift() throws Exception {
    live();
    driftIsSeen(Duration.ofMinutes(6));
    driftIsSeen(Duration.ofMinutes(6));
    driftIsSeen(Duration.ofMinutes(6));
    assertThat(findings()).isZero();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void somebody_in_aws_but_not_in_entra_is_reported_after_a_cycle() throws Exception {
    sandbox.aws().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(50));
    assertThat(notified("DriftFound")).isZero();
    driftIsSeen(Duration.ofMinutes(11));
    eventually(() -> assertThat(alarms("In AWS, but not in Entra")).hasSize(1));
    assertThat(alarms("In AWS, but not in Entra").getFirst().words())
        .contains("They still have access");

    sandbox.aws().deleteGroup(GROUP); // It may be renamed, with them still in it.
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(leftInAws("resolved_at is null")).isOne();
    driftIsSeen(Duration.ofMinutes(61));
    driftIsSeen(ABSENT_FOR);
    assertThat(leftInAws("resolved_at is null")).isZero();
  }

  /** Ana's grant, which ended, and which no cycle can bring back. */
  private void heldThreeDaysAgo() throws Exception {
    live();
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(() -> assertThat(ended()).isOne());
    driftIsSeen(Duration.ofDays(3));
    maintenanceIsDone(
        Duration.ofMinutes(6), "scim_job"); // Of two checks, one is well after a cycle.
    maintenanceIsDone(Duration.ofMinutes(6), "scim_job");
  }

  private long leftInAws(String which) throws SQLException {
    return number("select count(*) from drift where kind = 'LEFT_IN_AWS' and " + which);
  }

  @Test
  void a_former_holder_whom_aws_shows_again_has_returned_after_the_second_look() throws Exception {
    heldThreeDaysAgo();
    driftIsSeen(Duration.ofMinutes(2));
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(ended()).as("one check may be stale").isOne();

    driftIsSeen(Duration.ofMinutes(2));
    assertThat(ended()).isZero();
    alertedInTime(ana, "AWS shows it again");
    inTime(() -> assertThat(alarms("Access came back.")).hasSize(1));
    assertThat(text(auditPath())).contains("member_returned");
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, false);
    inTime(() -> assertThat(ended()).isOne());
    assertThat(alarms("Overdue")).as("late is counted from the return").isEmpty();
    assertThat(alarms("In AWS, but not in Entra")).isEmpty();
  }

  @Test
  void a_former_holder_whom_an_admin_added_and_removed_by_hand_has_not_returned() throws Exception {
    heldThreeDaysAgo();
    sandbox.entra().setMember(GROUP, ANA_AT_HOME, true);
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofDays(2));

    sandbox.entra().setMember(GROUP, ANA_AT_HOME, false);
    sandbox.entra().inStep(); // No cycle comes, so AWS goes on showing her.
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(10));
    assertThat(leftInAws("resolved_at is null")).isOne();
    assertThat(ended()).isOne();
    assertThat(alarms("Access came back.")).isEmpty();
    assertThat(text(auditPath())).doesNotContain("member_returned");

    driftIsSeen(Duration.ofMinutes(50));
    inTime(() -> assertThat(alarms("In AWS, but not in Entra")).hasSize(1));
    assertThat(ended()).isOne();
  }

  private long ended() throws SQLException {
    return number("select count(*) from access_grant where ended_at is not null");
  }

  @Test
  void somebody_in_entra_but_not_in_aws_is_reported_after_a_cycle_until_they_are()
      throws Exception {
    sandbox.entra().setMember(GROUP, BRUNO_AT_HOME, true);
    sandbox.entra().inStep(); // It believes that AWS has him.
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(50));
    assertThat(
            number(
                "select count(*) from drift where kind = 'MISSING_IN_AWS' and report is not null"))
        .as("it may be on its way")
        .isZero();

    driftIsSeen(Duration.ofMinutes(11));
    eventually(() -> assertThat(alarms("In Entra, but not in AWS")).hasSize(1));
    assertThat(alarms("In Entra, but not in AWS").getFirst().words())
        .contains(GROUP, "Bruno Costa", "did not provision them");

    sandbox.aws().setMember(GROUP, BRUNO_AT_HOME, true);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(ABSENT_FOR);
    eventually(
        () ->
            assertThat(alarms("In Entra, but not in AWS").getFirst().words()).contains("Resolved"));
  }

  @Test
  void a_holder_whom_aws_alone_has_lost_is_seen_and_may_be_on_the_way() throws Exception {
    live();
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, false); // Which Entra never learns.
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(findings()).isEqualTo(1);
    assertThat(notified("DriftFound")).isZero();
  }

  @Test
  void a_holder_whom_somebody_else_removes_is_told_and_so_is_the_channel() throws Exception {
    live();
    driftIsSeen(Duration.ofMinutes(6));
    sandbox.entra().setMember(GROUP, ANA_AT_HOME, false);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(ana.run("general", "/aws-access status").answer()).contains("active until");

    driftIsSeen(Duration.ofMinutes(4));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "your membership was removed in Entra, not by Hourkey");
    eventually(
        () -> assertThat(card().words()).contains("Ended: removed in Entra, not by Hourkey"));
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(ana.run("general", "/aws-access status").answer()).doesNotContain("active until");
  }

  @ParameterizedTest
  @CsvSource({
    "QUARANTINED, quarantine (EncounteredQuarantineException): The credentials of the target system"
        + " are not valid",
    "PAUSED, the provisioning job is switched off in Entra",
    "MISSING, Entra no longer has the provisioning job"
  })
  void a_stopped_job_is_reported_once_and_shown_in_the_form(State state, String why)
      throws Exception {
    maintenanceIsDone(MINUTE, "scim_job");
    sandbox.entra().job().state(state);
    maintenanceIsDone(MINUTE, "scim_job");
    eventually(() -> assertThat(alarms("Entra→AWS synchronization stopped")).hasSize(1));
    assertThat(alarms("Entra→AWS synchronization stopped").getFirst().words()).contains(why);
    maintenanceIsDone(MINUTE, "scim_job");
    maintenanceIsDone(MINUTE, "scim_job");
    assertThat(notified("JobStopped")).isOne();

    openForm(ana, "prod-readonly");
    assertThat(ana.form().orElseThrow().words()).contains("Entra→AWS synchronization is stopped");
    ana.closeForm();

    sandbox.entra().job().state(State.ACTIVE);
    maintenanceIsDone(MINUTE, "scim_job");
    eventually(() -> assertThat(alarms("Entra→AWS synchronization stopped")).isEmpty());
    eventually(
        () -> assertThat(alarms("runs again")).as("the same message and its thread").hasSize(2));
    openForm(ana, "prod-readonly");
    assertThat(ana.form().orElseThrow().words()).doesNotContain("Entra→AWS synchronization");
  }

  @Test
  void a_holder_who_waits_reads_that_synchronization_is_stopped_and_that_it_runs_again()
      throws Exception {
    maintenanceIsDone(MINUTE, "scim_job");
    sandbox.entra().job().state(State.QUARANTINED);
    sandbox.entra().fail("POST */provisionOnDemand", DirectoryStandIn.ALWAYS, 503);
    sandbox.entra().fail("POST */start", DirectoryStandIn.ALWAYS, 503);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    pass(Duration.ofMinutes(3));
    alerted(ana, "taking longer than usual");

    maintenanceIsDone(MINUTE, "scim_job");
    assertThat(alerted(ana, "Synchronization from Entra to AWS is stopped").words())
        .contains("Operators are alerted")
        .doesNotContain("cycle");

    sandbox.entra().job().state(State.ACTIVE);
    maintenanceIsDone(MINUTE, "scim_job");
    alerted(ana, "A cycle runs about every 40 minutes");
  }

  @Test
  void where_on_demand_ignores_removals_one_cycle_is_asked_for_and_the_grant_ends() {
    live();
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    eventually(() -> assertThat(calls("POST", "/provisionOnDemand")).isEqualTo(2));
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    for (int second = 0; second < 120; second += 10) {
      pass(Duration.ofSeconds(10));
    }
    alertedInTime(ana, "You ended");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(calls("POST", "/start")).isEqualTo(1);
  }

  @Test
  void a_group_that_is_deleted_under_a_holder_is_an_alarm_and_its_grant_ends() {
    live();
    sandbox.entra().deleteGroup(GROUP);
    pass(Duration.ofMinutes(61));
    inTime(() -> assertThat(alarms("Group gone")).hasSize(1));
    assertThat(alarms("Group gone").getFirst().words())
        .contains(GROUP, "Ana Lima", "If the group is restored, Hourkey removes that member");
    aCycleShowsNoSuchGroup();
    alertedInTime(ana, "has ended (time was up)");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_holder_whose_group_is_deleted_is_told_and_a_restore_brings_nobody_back() throws Exception {
    live();
    driftIsSeen(Duration.ofMinutes(6));
    sandbox.entra().deleteGroup(GROUP);
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(ana.run("general", "/aws-access status").answer()).contains("active until");

    driftIsSeen(Duration.ofMinutes(4));
    assertThat(number("select count(*) from access_grant where cause = 'REMOVED_ELSEWHERE'"))
        .isOne();
    inTime(() -> assertThat(alarms("Group gone")).hasSize(1));
    aCycleShowsNoSuchGroup();
    alertedInTime(ana, "Entra no longer has the group " + GROUP);
    eventually(() -> assertThat(card().words()).contains("Ended: removed in Entra"));

    sandbox.entra().restoreGroup(GROUP);
    maintenanceIsDone(Duration.ofMinutes(11), "orphans");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_group_that_is_restored_does_not_bring_back_who_was_in_it_for_an_hour() throws Exception {
    live();
    sandbox.entra().deleteGroup(GROUP);
    pass(Duration.ofMinutes(61));
    inTime(() -> assertThat(alarms("Group gone")).hasSize(1));
    aCycleShowsNoSuchGroup();
    alertedInTime(ana, "has ended (time was up)");
    maintenanceIsDone(MINUTE, "orphans");
    sandbox.entra().restoreGroup(GROUP);
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    maintenanceIsDone(Duration.ofMinutes(11), "orphans");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_assignment_that_an_active_grant_lost_is_reported_once_and_never_while_aws_is_silent()
      throws Exception {
    live();
    assertThat(lostInAws()).isZero();
    sandbox.aws().fail("*", 500, 503);
    catalog.refresh();
    driftIsSeen(Duration.ofMinutes(6));
    assertThat(lostInAws()).as("silence").isZero();

    sandbox.aws().clearFaults();
    sandbox.aws().unassign(GROUP, "111122223333", "ReadOnlyAccess");
    catalog.refresh();
    driftIsSeen(Duration.ofMinutes(2));
    assertThat(lostInAws()).isOne();
    assertThat(alarms("Lost in AWS")).as("one check may be stale").isEmpty();
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(alarms("Lost in AWS")).hasSize(1));
    alerted(ana, "AWS no longer assigns ReadOnlyAccess in Production to its group");
    assertThat(ana.run("general", "/aws-access status").answer()).contains("AWS no longer assigns");
    eventually(() -> assertThat(card().words()).contains("AWS no longer assigns"));

    sandbox.aws().assign(GROUP, "111122223333", "ReadOnlyAccess");
    catalog.refresh();
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(card().words()).doesNotContain("AWS no longer assigns"));
    assertThat(lostInAws()).isZero();
    eventually(() -> assertThat(alarms("Lost in AWS").getFirst().words()).contains("Resolved"));
    assertThat(number("select count(*) from notification where kind = 'AssignmentLost'")).isOne();
  }

  @Test
  void a_lost_assignment_is_resolved_once_no_grant_opens_it_even_if_the_group_is_deleted()
      throws Exception {
    live();
    sandbox.aws().unassign(GROUP, "111122223333", "ReadOnlyAccess");
    catalog.refresh();
    driftIsSeen(Duration.ofMinutes(2));
    driftIsSeen(Duration.ofMinutes(6));
    eventually(() -> assertThat(alarms("Lost in AWS")).hasSize(1));
    sandbox.entra().deleteGroup(GROUP);
    for (int times = 0; times < 4; times++) { // Twice for the grant, and twice for the finding.
      driftIsSeen(Duration.ofMinutes(6));
    }
    assertThat(lostInAws()).isZero();
    eventually(() -> assertThat(alarms("Lost in AWS").getFirst().words()).contains("Resolved"));
    eventually(
        () ->
            assertThat(ana.directMessages())
                .noneMatch(one -> one.words().contains("is ready until")));
  }

  private long lostInAws() throws SQLException {
    return number(
        "select count(*) from drift where kind = 'LOST_ASSIGNMENT' and resolved_at is null");
  }

  private void live() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  /** AWS may get the group again for a whole cycle. */
  private void aCycleShowsNoSuchGroup() {
    pass(Duration.ofMinutes(62));
  }

  private void driftIsSeen(Duration after) throws SQLException {
    maintenanceIsDone(after, "drift");
  }

  /** What operators see of this now. */
  private List<PostedMessage> alarms(String words) {
    return bruno.everything("aws-ops").stream()
        .filter(message -> message.words().contains(words))
        .toList();
  }

  private long findings() throws SQLException {
    return number("select count(*) from drift where resolved_at is null");
  }

  private long calls(String method, String end) {
    return sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith(method) && call.name().endsWith(end))
        .count();
  }
}
