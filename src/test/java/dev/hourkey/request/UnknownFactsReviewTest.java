package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.ApprovalCheck.Warrant;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.UserProfile;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Reviews when something is unknown, or when two happen at once. Chloé is Ana's manager and, like
 * Bruno, a lead.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class UnknownFactsReviewTest extends RequestDatabaseTest {
  private static final String READONLY_APPROVERS = "approvers: .group:sre-leads.";
  private static final String MANAGER_THEN_LEADS =
      "stages: [{ approvers: [manager] }, { approvers: [group:sre-leads] }]";
  private static final String LEADS_THEN_MANAGER =
      "stages: [{ approvers: [group:sre-leads] }, { approvers: [manager] }]";

  @Inject ApprovalCheck check;
  @Inject DecisionCards cards;
  @Inject PendingRequestLifecycle silent;

  private long looksOfCatalog;

  @AfterEach
  void slackIsBack() {
    HourkeySandbox.get().slack().heal();
  }

  @Test
  void while_entra_does_not_show_a_group_that_is_excluded_nothing_goes_on() throws SQLException {
    var entra = HourkeySandbox.get().entra();
    entra.putGroup(Map.of("id", "22222222-0000-4000-8000-0000000000ff", "displayName", "interns"));
    policy("$0\n    excluded: [group:interns]");
    UUID approved = granted(requested().id());
    clock.advance(Duration.ofSeconds(1));
    UUID pending = requested(DANA, "prod-readonly").id();
    entra.deleteGroup("interns");
    assertThat(unknown(() -> check.of(approved))).isTrue();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(pending)).open())
        .as("it waits")
        .isTrue();
    assertThat(submit(CHLOE, request("prod-readonly")).open()).as("it waits").isTrue();
    assertThat(submit(BRUNO, new SubmissionCommand.Deny(pending, "Request again later")).answer())
        .as("a denial does not depend on it")
        .isEmpty();
  }

  @Test
  void nobody_uses_up_the_approval_that_only_they_can_give_later() throws SQLException {
    policy(LEADS_THEN_MANAGER);
    UUID request = requested().id();
    refused(
        submit(CHLOE, new SubmissionCommand.Approve(request)),
        "You are needed for stage 2, so somebody else must approve this one.");
    submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void somebody_who_has_approved_may_still_deny() throws SQLException {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    assertThat(submit(CHLOE, new SubmissionCommand.Deny(request, "Not during the freeze")).answer())
        .isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Denied.class);
    assertThat(number("select count(*) from review where not approved")).isOne();
    assertThat(number("select count(*) from review")).isOne();
  }

  @Test
  void an_approver_whom_entra_does_not_show_does_not_keep_others_from_denying()
      throws SQLException {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    HourkeySandbox.get().entra().deleteUser("head-of-ops@example.com");
    assertThat(submit(BRUNO, new SubmissionCommand.Deny(request, "Not during the freeze")).answer())
        .isEmpty();
  }

  @Test
  void somebody_who_became_a_guest_in_slack_gets_nothing() throws SQLException {
    UUID pending = requested().id();
    slackGuest(true);
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(pending)),
        "Guests of this workspace can no longer request it.");
    slackGuest(false);
    submit(BRUNO, new SubmissionCommand.Approve(pending));
    assertThat(check.of(pending)).isEqualTo(new Warrant.Stands());
    slackGuest(true);
    assertThat(check.of(pending))
        .isEqualTo(new Warrant.Fallen("guests of this workspace can no longer request it"));
    policy("$0\n    slack_guests: true");
    assertThat(check.of(pending)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void while_slack_does_not_say_whether_the_requester_is_a_guest_the_add_waits()
      throws SQLException {
    UUID request = granted(requested().id());
    HourkeySandbox.get().slack().fail(new Fault("users.info", Fault.Kind.HTML, 1, ""));
    assertThat(unknown(() -> check.of(request))).isTrue();
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void an_approver_of_whom_entra_does_not_say_whether_they_are_a_guest_is_unproven()
      throws SQLException {
    UUID request = granted(requested().id());
    userType("2", "bruno@example.com", "");
    assertThat(check.of(request))
        .isEqualTo(
            new Warrant.Missing("Entra does not say whether an approver's account is a guest"));
    clock.advance(Duration.ofSeconds(1));
    UUID pending = requested(DANA, "prod-readonly").id();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(pending)),
        "Entra does not say whether your account is a guest, so nothing was changed.");
    UUID grant =
        UUID.fromString(text("select id from access_grant where request = '" + request + "'"));
    assertThat(submit(BRUNO, new SubmissionCommand.Revoke(grant, "It is over")).answer())
        .as("revoking is for everybody whom the approvers include")
        .hasValueSatisfying(answer -> assertThat(answer).startsWith("You revoked"));
    userType("2", "bruno@example.com", "Guest");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("too few of its approvals are still valid"));
  }

  @Test
  void the_card_follows_the_policy_also_when_a_click_is_refused() throws SQLException {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    policy(
        "stages: [{ approvers: ['person:dana@example.com'] }, { approvers: [group:sre-leads] }]");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "This request is waiting for dana@example.com (stage 1 of 2), so nothing was changed.");
    assertThat(request().progress().stages())
        .containsExactly(
            new ApprovalProgress.Stage("dana@example.com", 0, 1),
            new ApprovalProgress.Stage("sre-leads", 0, 1));
    submit(DANA, new SubmissionCommand.Approve(request));
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer())
        .as("the earlier approval did not count")
        .isEmpty();
    assertThat(
            text(
                "select payload from audit_event where type = 'request_approved' order by seq desc"
                    + " limit 1"))
        .contains("000000000004", "\"approvers\"");
  }

  @Test
  void the_reminders_of_a_stage_are_counted_from_its_start() throws SQLException {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    cards.posted(request, POSTED);
    clock.advance(Duration.ofMinutes(61));
    silent.wake(request);
    submit(CHLOE, new SubmissionCommand.Approve(request));
    silent.wake(request);
    assertThat(nextWake(request)).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    clock.advance(Duration.ofMinutes(15));
    silent.wake(request);
    assertThat(nextWake(request)).isEqualTo(clock.instant().plus(Duration.ofMinutes(45)));
    assertThat(
            number(
                "select count(*) from notification where kind = 'ApproversMentioned' and number >"
                    + " 1"))
        .as("the first stage, the second stage, and its reminder")
        .isEqualTo(3);
  }

  @Test
  void the_trail_says_which_stage_was_approved_and_what_was_needed() throws SQLException {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    assertThat(text("select payload from audit_event order by seq desc limit 1"))
        .contains("\"stages\":[\"1 of the requester's manager\",\"1 of sre-leads\"]")
        .contains("\"chatGuest\":false");
    submit(CHLOE, new SubmissionCommand.Approve(request));
    assertThat(
            text(
                "select payload from audit_event where type = 'request_reviewed' order by seq desc"
                    + " limit 1"))
        .contains(
            "\"stage\":{\"approvals\":1,\"escalated\":false,\"needed\":1,\"number\":1,\"stages\":2}");
    submit(BRUNO, new SubmissionCommand.Deny(request, "Use the dashboards"));
    assertThat(
            text(
                "select payload from audit_event where type = 'request_reviewed' order by seq desc"
                    + " limit 1"))
        .contains(
            "\"stage\":{\"approvals\":0,\"escalated\":false,\"needed\":1,\"number\":2,\"stages\":2}");
  }

  @Test
  void after_one_failure_the_approvers_are_not_asked_for_any_more() throws SQLException {
    policy("approvers: [group:sre-leads, group:aws-everyone, group:engineering]");
    HourkeySandbox.get().entra().deny("GET /v1.0/groups/*/transitiveMembers*", 1);
    requested();
    assertThat(looks()).isOne();
  }

  @Test
  void a_stage_that_anyone_may_approve_is_not_looked_up() throws SQLException {
    policy("approvers: [group:sre-leads, anyone]");
    requested();
    assertThat(looks()).isZero();
  }

  @Test
  void an_approver_whom_entra_does_not_show_is_unknown_and_not_missing() throws SQLException {
    policy("approvers: ['person:head-of-ops@example.com']");
    HourkeySandbox.get().entra().deleteUser("head-of-ops@example.com");
    requested();
  }

  @Test
  void a_manager_whom_entra_does_not_show_is_unknown_and_not_missing() throws SQLException {
    policy("approvers: [manager]");
    HourkeySandbox.get()
        .entra()
        .fail("GET /v1.0/users/11111111-0000-4000-8000-000000000003", 1, 404);
    requested();
    assertThat(HourkeySandbox.get().entra().calls())
        .anyMatch(call -> call.status() == 404 && call.name().endsWith("000000000003"));
  }

  @Test
  void somebody_without_a_manager_is_told_so() throws SQLException {
    policy("approvers: [manager]");
    HourkeySandbox.get().entra().setMember("engineering", "head-of-ops@example.com", true);
    refused(
        submit(CHLOE, request("prod-readonly")),
        "Your manager must approve it, but Entra names no manager for you.");
  }

  @RepeatedTest(3)
  void two_approvals_at_once_of_two_that_are_needed_both_count() throws Exception {
    policy("$0\n    approvals: 2");
    UUID request = requested().id();
    atOnce(
        store(BRUNO, new SubmissionCommand.Approve(request)),
        store(CHLOE, new SubmissionCommand.Approve(request)));
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(number("select count(*) from access_grant")).isOne();
    assertThat(number("select count(*) from review")).isEqualTo(2);
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @RepeatedTest(3)
  void approvals_of_two_stages_at_once_are_counted_in_their_order_or_not_at_all() throws Exception {
    policy(MANAGER_THEN_LEADS);
    UUID request = requested().id();
    atOnce(
        store(BRUNO, new SubmissionCommand.Approve(request)),
        store(CHLOE, new SubmissionCommand.Approve(request)));
    if (request().pending()) {
      assertThat(request().progress().stages())
          .extracting(ApprovalProgress.Stage::approved)
          .containsExactly(1, 0);
      assertThat(number("select count(*) from review")).isOne();
    } else {
      assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
    }
  }

  @RepeatedTest(3)
  void only_one_of_a_simultaneous_denial_and_approval_decides() throws Exception {
    UUID request = requested().id();
    atOnce(
        store(BRUNO, new SubmissionCommand.Approve(request)),
        store(CHLOE, new SubmissionCommand.Deny(request, "Not during the freeze")));
    boolean approved = request().state() instanceof RequestState.Approved;
    assertThat(request().pending()).isFalse();
    assertThat(number("select count(*) from access_grant")).isEqualTo(approved ? 1 : 0);
    assertThat(number("select count(*) from review")).isOne();
  }

  private void atOnce(Submission one, Submission other) throws Exception {
    atOnce(() -> process(one.id()), () -> process(other.id()));
  }

  private UUID granted(UUID request) throws SQLException {
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    return request;
  }

  private static boolean unknown(Runnable look) {
    try {
      look.run();
      return false;
    } catch (DirectoryFailure failure) {
      return !failure.lasting();
    }
  }

  private static void slackGuest(boolean guest) {
    HourkeySandbox.get()
        .slack()
        .change(
            new UserProfile(
                ANA,
                "T0HOURKEY",
                "ana",
                "Ana Lima",
                "ana@example.com",
                false,
                guest,
                false,
                false,
                false,
                null,
                null));
  }

  private static void userType(String objectIdEnd, String principalName, String type) {
    Map<String, Object> user = new HashMap<>(named(objectIdEnd, "Somebody", principalName));
    user.put("userType", type);
    HourkeySandbox.get().entra().putUser(user);
  }

  private static Map<String, Object> named(String objectIdEnd, String name, String mail) {
    return Map.of(
        "id",
        "11111111-0000-4000-8000-00000000000" + objectIdEnd,
        "displayName",
        name,
        "userPrincipalName",
        mail,
        "mail",
        mail);
  }

  /** How many lists of members were asked for since the policy was changed. */
  private long looks() {
    return allLooks() - looksOfCatalog;
  }

  private static long allLooks() {
    return HourkeySandbox.get().entra().calls().stream()
        .map(Call::name)
        .filter(name -> name.contains("transitiveMembers"))
        .count();
  }

  private void policy(String instead) {
    UnaryOperator<String> change = example -> example.replaceFirst(READONLY_APPROVERS, instead);
    HourkeySandbox.policy(change);
    var _ = catalog.refresh();
    looksOfCatalog = allLooks();
    clock.advance(Duration.ofSeconds(1));
  }

  private static void refused(Submission submission, String sentence) {
    assertThat(submission.open()).isFalse();
    assertThat(submission.answer()).hasValue(sentence);
  }
}
