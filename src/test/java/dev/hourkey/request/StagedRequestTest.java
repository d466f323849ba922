package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.ApprovalCheck.Warrant;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.ReviewDecision;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.ticket.Issue;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Stages, exclusions and guests, from the request to the moment of the add. Chloé is the manager.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class StagedRequestTest extends RequestDatabaseTest {
  private static final String ELI = "U0ELI";
  private static final String GRETA = "U0GRETA";
  private static final String READONLY_APPROVERS = "approvers: .group:sre-leads.";

  @Inject ApprovalCheck check;
  @Inject DecisionCards cards;
  @Inject ReviewService reviews;
  @Inject PendingRequestCheck pending;
  @Inject CurrentApprovers approvers;
  @Inject PendingRequestLifecycle lifecycle;
  @Inject RequestService service;

  @Test
  void the_manager_approves_first_and_then_a_lead() throws SQLException {
    policy(stages("{ approvers: [manager] }, { approvers: [group:sre-leads] }"));
    UUID request = requested().id();
    cards.posted(request, POSTED);
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "This request is waiting for the requester's manager (stage 1 of 2), so nothing was changed.");
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().pending()).isTrue();
    assertThat(number("select count(*) from decision_card where occasion = 'STAGE' and number = 2"))
        .as("the leads are told")
        .isOne();
    assertThat(request().progress().stages())
        .containsExactly(
            new ApprovalProgress.Stage("the requester's manager", 1, 1),
            new ApprovalProgress.Stage("sre-leads", 0, 1));
    refused(
        submit(CHLOE, new SubmissionCommand.Approve(request)),
        "review_refused",
        "You already approved this request; another approver must decide.");
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void the_approvers_of_the_third_stage_are_notified_although_the_second_took_seconds()
      throws SQLException {
    policy(
        stages(
            "{ approvers: [manager] }, { approvers: [group:sre-leads] },"
                + " { approvers: ['person:dana@example.com'] }"));
    UUID request = requested().id();
    cards.posted(request, POSTED);
    submit(CHLOE, new SubmissionCommand.Approve(request));
    clock.advance(Duration.ofSeconds(10));
    submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(request().progress().current()).hasValue(2);
    assertThat(cards.find(request).orElseThrow().number()).as("each stage once").isEqualTo(3);
  }

  @Test
  void a_request_whose_remaining_stage_was_removed_waits_for_no_other_approver()
      throws SQLException {
    policy(stages("{ approvers: [manager] }, { approvers: [group:sre-leads] }"));
    UUID request = requested().id();
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    policy(stages("{ approvers: [manager] }"));
    pending.evaluate(request);
    assertThat(request().pending()).as("a change of the policy grants nothing").isTrue();
    assertThat(request().progress().stages())
        .containsExactly(new ApprovalProgress.Stage("the requester's manager", 0, 1));
    assertThat(approvers.of(request).people())
        .extracting(one -> one.chatId().orElse(""))
        .containsExactly(CHLOE);
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void new_approvers_are_notified_once_when_the_policy_file_replaces_those_of_a_pending_request()
      throws SQLException {
    UUID request = requested().id();
    cards.posted(request, POSTED);
    clock.advance(Duration.ofMinutes(20));
    policy(example -> example.replaceFirst(READONLY_APPROVERS, "$0\n    risk: high"));
    pending.evaluate(request);
    assertThat(notified(request)).as("the same people decide").isEqualTo(1);

    policy(
        example ->
            example.replaceFirst(READONLY_APPROVERS, "approvers: ['person:dana@example.com']"));
    pending.evaluate(request);
    assertThat(notified(request)).as("Dana is told").isEqualTo(2);
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS, "approvers: ['person:dana@example.com']\n    risk: high"));
    clock.advance(Duration.ofMinutes(2));
    pending.evaluate(request);
    assertThat(notified(request)).as("the same people decide").isEqualTo(2);
  }

  @Test
  void new_approvers_are_notified_even_if_somebody_approves_before_the_request_is_evaluated_again()
      throws SQLException {
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS,
                "approvers: ['person:bruno@example.com', 'person:head-of-ops@example.com']\n"
                    + "    approvals: 2"));
    UUID request = requested().id();
    cards.posted(request, POSTED);
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS,
                "approvers: ['person:bruno@example.com', 'person:dana@example.com']\n"
                    + "    approvals: 2"));
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    pending.evaluate(request);
    assertThat(notified(request)).as("Dana is told").isEqualTo(2);
  }

  private int notified(UUID card) {
    return cards.find(card).orElseThrow().number();
  }

  @Test
  void the_approvals_must_still_fill_the_stages_in_their_order_at_the_add() throws SQLException {
    policy(stages("{ approvers: [manager] }, { approvers: [group:sre-leads] }"));
    UUID request = requested().id();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    submit(BRUNO, new SubmissionCommand.Approve(request));
    policy(stages("{ approvers: ['person:bruno@example.com'] }, { approvers: [manager] }"));
    assertThat(check.of(request))
        .as("the stages were swapped")
        .isEqualTo(new Warrant.Fallen("too few of its approvals are still valid"));
  }

  @Test
  void a_replica_whose_clock_is_behind_changes_nothing_in_the_order_of_the_approvals()
      throws SQLException {
    policy(stages("{ approvers: [manager] }, { approvers: [group:sre-leads] }"));
    UUID request = requested().id();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    clock.advance(Duration.ofSeconds(-1));
    submit(BRUNO, new SubmissionCommand.Approve(request));
    clock.advance(Duration.ofSeconds(1));
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void approvers_whose_approval_no_longer_counts_may_approve_again() throws SQLException {
    var entra = HourkeySandbox.get().entra();
    policy(
        stages(
            "{ approvers: [group:engineering] },"
                + " { approvers: [group:sre-leads, 'person:dana@example.com'], approvals: 2 }"));
    UUID request = requested().id();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    entra.setMember("engineering", "bruno@example.com", false);
    entra.setMember("engineering", "head-of-ops@example.com", true);
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(submit(DANA, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(number("select max(approvals) from approval_pair"))
        .as("nobody counts twice")
        .isOne();
  }

  @Test
  void a_click_that_is_under_way_when_the_policy_demands_a_sign_in_is_evaluated_again()
      throws SQLException {
    UUID request = requested().id();
    PersonId bruno = new PersonId("11111111-0000-4000-8000-000000000002");
    Entitlement entitlement = catalog.find("prod-readonly").orElseThrow();
    execute("update access_request set decide_with = 'ENTRA'");
    assertThat(
            reviews.approve(
                UUID.randomUUID(),
                bruno,
                List.of(),
                new ReviewDecision.Allowed(
                    new ApprovalProgress(List.of(new ApprovalProgress.Stage("sre-leads", 1, 1))),
                    List.of(bruno)),
                Optional.empty(),
                new SubmissionCommand.Approve(request),
                entitlement,
                catalog.version()))
        .isInstanceOf(SubmissionOutcome.Overtaken.class);
    assertThat(
            reviews.deny(
                UUID.randomUUID(),
                bruno,
                Optional.empty(),
                new SubmissionCommand.Deny(request, "No")))
        .isInstanceOf(SubmissionOutcome.Overtaken.class);
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "A decision on this access needs a sign-in to Entra");
    assertThat(number("select count(*) from review")).isZero();
  }

  @Test
  void an_approver_of_a_later_stage_may_deny_already() throws SQLException {
    policy(stages("{ approvers: [manager] }, { approvers: [group:sre-leads] }"));
    UUID request = requested().id();
    assertThat(submit(BRUNO, new SubmissionCommand.Deny(request, "Use the dashboards")).answer())
        .isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Denied.class);
  }

  @Test
  void excluded_people_cannot_request_be_approved_or_be_added() throws SQLException {
    UUID request = requested().id();
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS, "$0\n    excluded: ['person:ana@example.com']"));
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "The requester is excluded from it.");
    submit(ANA, new SubmissionCommand.Cancel(request));
    refused(
        submit(ANA, request("prod-readonly")),
        "request_refused",
        "You're excluded from this access.");
    policy(example -> example);
    UUID approved = requested().id();
    submit(BRUNO, new SubmissionCommand.Approve(approved));
    policy(
        example ->
            example.replaceFirst(READONLY_APPROVERS, "$0\n    excluded: [group:engineering]"));
    assertThat(check.of(approved))
        .isEqualTo(new Warrant.Fallen("the requester is excluded from it"));
  }

  @Test
  void a_guest_of_the_tenant_requests_like_everybody_else_and_approves_only_if_named()
      throws SQLException {
    requested(ELI, "prod-readonly");
    clock.advance(Duration.ofSeconds(1));
    UUID request = requested().id();
    HourkeySandbox.get().entra().setMember("sre-leads", "eli@partner.example", true);
    refused(
        submit(ELI, new SubmissionCommand.Approve(request)),
        "review_refused",
        "Guests can't approve or deny unless the policy file names them, so nothing was changed.");
    policy(
        example ->
            example.replaceFirst(READONLY_APPROVERS, "approvers: ['person:eli@partner.example']"));
    assertThat(submit(ELI, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void a_guest_in_slack_requests_only_where_the_policy_says_so() throws SQLException {
    knowGreta();
    UUID others = requested().id();
    refused(
        submit(GRETA, request("prod-readonly")),
        "request_refused",
        "Guests of this workspace can't request this access.");
    policy(example -> example.replaceFirst(READONLY_APPROVERS, "$0\n    slack_guests: true"));
    UUID request = requested(GRETA, "prod-readonly").id();
    refused(
        submit(GRETA, new SubmissionCommand.Approve(others)),
        "submission_refused",
        "Hourkey serves full members of this workspace.");
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
    policy(example -> example);
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("guests of this workspace can no longer request it"));
  }

  @Test
  void a_guest_in_slack_cannot_request_in_the_console_either_though_they_never_used_hourkey()
      throws SQLException {
    knowGreta();
    refused(
        submit(new PersonId("11111111-0000-4000-8000-000000000009"), request("prod-readonly")),
        "request_refused",
        "Guests of this workspace can't request this access.");
  }

  @Test
  void an_excluded_slack_group_excludes_members_who_never_used_hourkey_in_slack()
      throws SQLException {
    PersonId dana = new PersonId("11111111-0000-4000-8000-000000000004");
    HourkeySandbox.get().slack().userGroup("S0CONTRACTORS", "contractors", DANA);
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS, "$0\n    excluded: [slack_group:contractors]"));
    refused(
        submit(dana, request("prod-readonly")),
        "request_refused",
        "You're excluded from this access.");

    clock.advance(Duration.ofMinutes(1)); // Slack's answers may be half a minute old.
    confirmed(false);
    Submission unknown = submit(dana, request("prod-readonly"));
    assertThat(number("select count(*) from access_request")).isZero();
    assertThat(unknown.open()).as("who cannot be told from an excluded person waits").isTrue();

    HourkeySandbox.get().slack().userGroup("S0CONTRACTORS", "contractors", BRUNO);
    confirmed(true);
    clock.advance(Duration.ofMinutes(1));
    assertThat(submit(dana, request("prod-readonly")).answer()).isEmpty();
  }

  @Test
  void a_guest_in_slack_stays_one_with_another_account_of_the_same_address() throws SQLException {
    knowGreta();
    policy(example -> example.replaceFirst(READONLY_APPROVERS, "$0\n    slack_guests: true"));
    UUID _ = requested(GRETA, "prod-readonly").id(); // Links her Slack user to her account.
    policy(example -> example);
    var entra = HourkeySandbox.get().entra();
    entra.putUser(
        Map.of(
            "id",
            "11111111-0000-4000-8000-00000000000a",
            "displayName",
            "Greta Guest",
            "userPrincipalName",
            "greta2@other.example",
            "mail",
            "greta@other.example"));
    entra.setMember("engineering", "greta2@other.example", true);
    refused(
        submit(new PersonId("11111111-0000-4000-8000-00000000000a"), request("prod-readonly")),
        "request_refused",
        "Guests of this workspace can't request this access.");
  }

  @Test
  void break_glass_that_is_refused_leaves_the_request_that_it_would_replace() throws SQLException {
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS,
                "$0\n"
                    + "    break_glass: { eligible: [group:engineering], review_by:"
                    + " [group:sre-leads] }"));
    UUID extension = extensionRequested(activated(granted()));
    refused(
        submit(
            ANA,
            new SubmissionCommand.NewRequest(
                List.of("prod-readonly"), HOUR, JUSTIFICATION, Optional.empty(), true)),
        "request_refused",
        "You already have");
    assertThat(requests.find(extension).orElseThrow().pending()).isTrue();
  }

  @Test
  void an_extension_is_approved_only_while_its_ticket_is_open() throws SQLException {
    policy(
        example ->
            example
                .replace("min_length: 10", "min_length: 10, ticket: jira")
                .replace("defaults:\n", "tickets: { jira: { projects: [INC] } }\ndefaults:\n"));
    UUID extension = extensionRequested(activated(granted()));
    var jira = HourkeySandbox.get().jira();
    jira.faults().answer(Answer.empty(503), Integer.MAX_VALUE);
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(extension)).open())
        .as("it waits for Jira")
        .isTrue();
    assertThat(requests.find(extension).orElseThrow().pending()).isTrue();

    jira.faults().clear();
    jira.put(new Issue("INC-42", "Disk full on db-1", "Closed", "done"));
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(extension)),
        "review_refused",
        "The ticket INC-42 is no longer open (Closed).");
    assertThat(requests.find(extension).orElseThrow().pending()).isTrue();
  }

  @Test
  void an_extension_is_approved_only_for_as_long_as_the_policy_allows_by_then()
      throws SQLException {
    UUID extension = extensionRequested(activated(granted()));
    policy(example -> example.replaceFirst(READONLY_APPROVERS, "$0\n    max_duration: 1h"));
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(extension)),
        "review_refused",
        "It can no longer be granted for that long.");
    assertThat(number("select extract(epoch from ends_at - live_since)::bigint from access_grant"))
        .isEqualTo(3600);
  }

  @Test
  void an_extension_is_approved_within_the_limits() throws SQLException {
    policy(
        example ->
            example.replaceFirst(READONLY_APPROVERS, "$0\n    limits: { total: 8h, within: 7d }"));
    UUID extension = extensionRequested(activated(granted()));
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(extension)).answer()).isEmpty();
    assertThat(number("select extract(epoch from ends_at - live_since)::bigint from access_grant"))
        .isEqualTo(7200);
  }

  @Test
  void a_click_escalates_first_if_that_is_due() throws SQLException {
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS,
                "$0\n    escalate: { after: 30m, to: ['person:dana@example.com'] }"));
    UUID request = requested().id();
    clock.advance(Duration.ofMinutes(31));
    assertThat(submit(DANA, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(escalations(request)).isOne();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
  }

  @Test
  void an_evaluation_does_not_undo_an_escalation_that_came_first() throws SQLException {
    policy(
        example ->
            example.replaceFirst(
                READONLY_APPROVERS,
                "$0\n    escalate: { after: 30m, to: ['person:dana@example.com'] }"));
    AccessRequest evaluated = requested();
    clock.advance(Duration.ofMinutes(31));
    lifecycle.escalateIfDue(evaluated.id());
    assertThat(request().progress().escalatedStages()).containsExactly(0);
    service.recordEvaluation(
        evaluated,
        "a newer version",
        List.of(),
        evaluated.progress(),
        catalog.find("prod-readonly").orElseThrow());
    assertThat(request().progress().escalatedStages()).containsExactly(0);
    lifecycle.escalateIfDue(evaluated.id());
    assertThat(escalations(evaluated.id())).isOne();
  }

  @Test
  void a_request_for_a_removed_entitlement_can_be_denied_but_not_approved() throws SQLException {
    UUID request = requested().id();
    var aws = HourkeySandbox.get().aws();
    aws.assign(GROUP, PRODUCTION, "AdministratorAccess");
    policy(UnaryOperator.identity());
    assertThat(catalog.find("prod-readonly")).isEmpty();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "Production, read only can no longer be requested, so this request can't be decided.");
    assertThat(submit(BRUNO, new SubmissionCommand.Deny(request, "not now")).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Denied.class);
  }

  private long escalations(UUID request) throws SQLException {
    return number(
        "select count(*) from audit_event where type = 'request_escalated' and subject = '%s'"
            .formatted(request));
  }

  private UUID extensionRequested(UUID grant) throws SQLException {
    assertThat(
            submit(
                    ANA,
                    new SubmissionCommand.NewRequest(
                        List.of("prod-readonly"),
                        HOUR.multipliedBy(2),
                        JUSTIFICATION,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of(grant)))
                .answer())
        .isEmpty();
    return request().id();
  }

  @Test
  void an_approver_may_approve_for_less_time_but_not_for_more() throws SQLException {
    UUID request = requested().id();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request, Optional.of(Duration.ofHours(2)), "")),
        "review_refused",
        "An approval can only be for the requested duration or a shorter one that is offered.");
    Duration half = Duration.ofMinutes(30);
    assertThat(
            submit(
                    BRUNO,
                    new SubmissionCommand.Approve(request, Optional.of(half), "half is enough"))
                .answer())
        .isEmpty();
    assertThat(request().duration()).isEqualTo(half);
    assertThat(request().access().duration()).as("as it was requested").isEqualTo(HOUR);
    assertThat(number("select duration_seconds from access_grant")).isEqualTo(1800);
    assertThat(
            number(
                "select count(*) from audit_event where type = 'request_reviewed'"
                    + " and payload::jsonb ->> 'duration' = 'PT30M'"
                    + " and payload::jsonb ->> 'reason' = 'half is enough' and subject = '"
                    + request
                    + "'"))
        .isOne();
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void later_approvers_cannot_lengthen_what_one_approver_shortened() throws SQLException {
    UUID request = requested(ANA, "prod-admin").id();
    Duration half = Duration.ofMinutes(30);
    submit(BRUNO, new SubmissionCommand.Approve(request, Optional.of(half), "half is enough"));
    submit(CHLOE, new SubmissionCommand.Approve(request));
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(number("select duration_seconds from access_grant")).isEqualTo(1800);
  }

  @Test
  void a_request_that_nobody_could_approve_is_refused_at_once() throws SQLException {
    HourkeySandbox.get().entra().setMember("sre-leads", "head-of-ops@example.com", false);
    refused(
        submit(BRUNO, request("prod-readonly")),
        "request_refused",
        "Nobody could approve this request: besides you, too few people with an enabled account are"
            + " approvers (sre-leads).");
    requested();
    disable("2", "bruno@example.com");
    refused(submit(DANA, request("prod-readonly")), "request_refused", "Nobody could approve");
  }

  @Test
  void if_entra_does_not_say_who_the_approvers_are_the_request_goes_on() throws SQLException {
    HourkeySandbox.get().entra().setMember("sre-leads", "head-of-ops@example.com", false);
    HourkeySandbox.get().entra().deny("GET /v1.0/groups/*/transitiveMembers*", 1);
    requested(BRUNO, "prod-readonly");
    assertThat(request().pending()).isTrue();
  }

  private static UnaryOperator<String> stages(String stages) {
    return example -> example.replaceFirst(READONLY_APPROVERS, "stages: [" + stages + "]");
  }

  /** Whether Dana has confirmed her e-mail address in Slack. */
  private static void confirmed(boolean confirmed) {
    var slack = HourkeySandbox.get().slack();
    slack.people().stream()
        .filter(person -> person.id().equals(DANA))
        .map(dana -> dana.address(dana.email(), confirmed))
        .forEach(slack::change);
  }

  /** Makes Greta, a guest in Slack, somebody whom Entra and AWS know and who is eligible. */
  private static void knowGreta() {
    var entra = HourkeySandbox.get().entra();
    entra.putUser(
        Map.of(
            "id",
            "11111111-0000-4000-8000-000000000009",
            "displayName",
            "Greta Guest",
            "givenName",
            "Greta",
            "surname",
            "Guest",
            "userPrincipalName",
            "greta@other.example",
            "mail",
            "greta@other.example"));
    HourkeySandbox.get()
        .aws()
        .putUser(
            "11111111-0000-4000-9000-000000000009",
            "11111111-0000-4000-8000-000000000009",
            "greta@other.example");
    entra.setMember("engineering", "greta@other.example", true);
    entra.setMember("aws-everyone", "greta@other.example", true);
  }

  private void policy(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    var _ = catalog.refresh();
    clock.advance(Duration.ofSeconds(1));
  }

  private void refused(Submission submission, String event, String sentence) throws SQLException {
    assertThat(submission.open()).isFalse();
    assertThat(submission.answer()).hasValueSatisfying(one -> assertThat(one).startsWith(sentence));
    assertThat(lastEvent()).isEqualTo(event);
  }
}
