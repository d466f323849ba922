package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.grant.GrantingSwitch.Change;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The result of submissions: the rows, the answer to the sender, and the audit event. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SubmissionProcessorTest extends RequestDatabaseTest {
  private static final String NOT_REVOCABLE =
      "You can't revoke this, so nothing was changed. Only approvers and operators can revoke"
          + " somebody's access, and a command must name exactly one active grant.";
  private static final UUID NOWHERE = UUID.fromString("00000000-0000-4000-8000-000000000000");

  @Inject PauseProcessor pauses;
  @Inject RequestOpener opener;
  @Inject IdentityResolver identities;

  @Test
  void an_eligible_person_requests_and_an_approver_approves() throws SQLException {
    AccessRequest request = requested();
    assertThat(lastEvent()).isEqualTo("access_requested");
    assertThat(request.state()).isEqualTo(new RequestState.Pending(request.expiresAt()));
    assertThat(number("select count(*) from access_grant")).isZero();

    Submission approval = submit(BRUNO, new SubmissionCommand.Approve(request.id()));
    assertThat(approval.open()).isFalse();
    assertThat(approval.answer()).isEmpty();
    assertThat(request().state()).isEqualTo(new RequestState.Approved(clock.instant()));
    assertThat(number("select count(*) from access_grant where phase = 'PROVISIONING'")).isOne();
    assertThat(
            number(
                "select count(*) from audit_event where type = 'request_approved' and subject = '"
                    + request.id()
                    + "'"))
        .isOne();
  }

  @Test
  void without_approvals_the_grant_is_opened_at_once() throws SQLException {
    assertThat(submit(ANA, request("staging-poweruser")).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
    assertThat(number("select count(*) from access_grant")).isOne();
  }

  @Test
  void two_approvals_are_by_two_people() throws SQLException {
    UUID request = requested(ANA, "prod-admin").id();
    submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(request().pending()).isTrue();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "You already approved this request; another approver must decide.");
    assertThat(request().pending()).isTrue();
    submit(CHLOE, new SubmissionCommand.Approve(request));
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
  }

  @Test
  void one_denial_is_enough_and_final() throws SQLException {
    UUID request = requested(ANA, "prod-admin").id();
    submit(BRUNO, new SubmissionCommand.Approve(request));
    submit(CHLOE, new SubmissionCommand.Deny(request, "Use the dashboards"));
    assertThat(request().state())
        .isInstanceOfSatisfying(
            RequestState.Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo("Use the dashboards"));
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "This request was already denied by Chloé Martin, so nothing was changed.");
    assertThat(number("select count(*) from access_grant")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "U0ANA | nothing | PT1H | INC-42: disk full on db-1 | request_refused"
            + " | There is no access called 'nothing' that can be requested now.",
        "U0CHLOE | prod-readonly | PT1H | INC-42: disk full on db-1 | request_refused"
            + " | You're not eligible for this access.",
        "U0ANA | prod-readonly | PT61M | INC-42: disk full on db-1 | request_refused"
            + " | This access isn't offered for that long; choose one of the listed durations.",
        "U0ANA | prod-readonly | PT1H | disk | request_refused"
            + " | The reason needs at least 10 characters.",
        "U0ANA | prod-admin | PT1H | the disk on db-1 is full | request_refused"
            + " | The reason must look like INC-42: disk full on db-1.",
        "U0NOOR | prod-readonly | PT1H | INC-42: disk full on db-1 | request_refused | You have no"
            + " AWS user yet: you are not a direct member of a permanent group that is assigned to"
            + " the AWS application in Entra. Operators have been notified. Request it again once that is"
            + " fixed.",
      })
  void a_request_is_refused_with_a_sentence_and_recorded(
      String user,
      String entitlement,
      String duration,
      String justification,
      String event,
      String sentence)
      throws SQLException {
    refused(
        submit(
            user,
            new SubmissionCommand.NewRequest(
                List.of(entitlement),
                Duration.parse(duration),
                justification,
                Optional.empty(),
                false)),
        event,
        sentence);
    assertThat(number("select count(*) from access_request")).isZero();
  }

  @Test
  void break_glass_without_rules_for_it_is_refused_and_recorded() throws SQLException {
    refused(
        submit(
            "U0ANA",
            new SubmissionCommand.NewRequest(
                List.of("prod-readonly"),
                Duration.ofHours(1),
                "INC-42: disk full on db-1",
                Optional.empty(),
                true)),
        "request_refused",
        "Nobody may get this access by break-glass.");
    assertThat(number("select count(*) from access_request")).isZero();
  }

  @Test
  void a_sender_who_is_no_known_person_is_refused() throws SQLException {
    refused(
        submit("U0GRETA", request("prod-readonly")),
        "submission_refused",
        "full members of this workspace");
    disable("1", "ana@example.com");
    refused(submit(ANA, request("prod-readonly")), "submission_refused", "account is disabled");
    assertThat(number("select count(*) from access_request")).isZero();
  }

  @Test
  void somebody_cannot_request_access_that_they_already_have() throws SQLException {
    requested();
    refused(
        submit(ANA, request("prod-readonly")),
        "request_refused",
        "You already requested Production, read only, and it waits for a decision.");
    submit(BRUNO, new SubmissionCommand.Approve(request().id()));
    refused(
        submit(ANA, request("prod-readonly")),
        "request_refused",
        "You already have Production, read only. Your status shows when it ends.");
    HourkeySandbox.get().entra().setMember(GROUP, "dana@example.com", true);
    refused(
        submit(DANA, request("prod-readonly")),
        "request_refused",
        "You already have Production, read only: you were added to the group"
            + " aws-prod-readonly outside Hourkey.");
  }

  @Test
  void only_another_approver_decides() throws SQLException {
    UUID own = requested(BRUNO, "prod-readonly").id();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(own)),
        "review_refused",
        "You can't approve or deny your own request; another approver must decide.");
    refused(
        submit(DANA, new SubmissionCommand.Deny(own, "no")),
        "review_refused",
        "You're not an approver for this access, so nothing was changed.");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(NOWHERE)),
        "submission_refused",
        "This request does not exist.");
    assertThat(request().pending()).isTrue();
    assertThat(number("select count(*) from review")).isZero();
  }

  @Test
  void a_request_of_somebody_who_left_cannot_be_approved() throws SQLException {
    UUID request = requested().id();
    disable("1", "ana@example.com");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "The requester's Entra account is disabled.");
    HourkeySandbox.get().entra().deleteUser("ana@example.com");
    Submission waiting = submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(waiting.open()).as("a replica of Entra may lag").isTrue();
    clock.advance(Duration.ofMinutes(3));
    refused(
        process(waiting.id()), "review_refused", "The requester's Entra account no longer exists.");
  }

  @Test
  void only_what_was_shown_can_be_approved() throws SQLException {
    UUID request = requested().id();
    var aws = HourkeySandbox.get().aws();
    aws.assign(GROUP, PRODUCTION, "AdministratorAccess");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "Production, read only has changed since it was requested: it now also opens"
            + " AdministratorAccess in Production. Nothing was approved; ask the requester to"
            + " submit a new request.");
    aws.unassign(GROUP, PRODUCTION, "AdministratorAccess");
    aws.unassign(GROUP, PRODUCTION, "ReadOnlyAccess");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "Production, read only opens nothing in AWS at the moment. Nothing was approved; try again"
            + " later.");
    HourkeySandbox.policy(example -> example.replace("id: prod-readonly", "id: prod-view"));
    aws.assign(GROUP, PRODUCTION, "ReadOnlyAccess");
    catalog.refresh();
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "Production, read only can no longer be requested, so this request can't be decided.");
    assertThat(request().pending()).isTrue();
  }

  @Test
  void a_late_decision_is_refused_and_may_offer_to_revoke() throws SQLException {
    UUID grant = granted();
    Submission late = submit(CHLOE, new SubmissionCommand.Deny(request().id(), "no"));
    refused(
        late,
        "review_refused",
        "This request was already approved by Bruno Costa, so nothing was changed.");
    assertThat(late.tooLateFor()).hasValue(request().id());
    assertThat(late.offers()).hasValue(grant);
    Submission ofBystander = submit(DANA, new SubmissionCommand.Approve(request().id()));
    assertThat(ofBystander.tooLateFor()).isPresent();
    assertThat(ofBystander.offers()).as("she may not revoke it").isEmpty();
  }

  @Test
  void an_undecided_request_expires() throws SQLException {
    UUID request = requested().id();
    clock.advance(Duration.ofHours(5));
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "submission_refused",
        "This request has expired. Its requester can submit a new one.");
    assertThat(request().pending()).as("until it is woken").isTrue();
  }

  @Test
  void only_the_requester_cancels_and_only_once() throws SQLException {
    UUID request = requested().id();
    submit(BRUNO, request("staging-poweruser")); // Or Bruno is not known yet.
    refused(
        submit(BRUNO, new SubmissionCommand.Cancel(request)),
        "submission_refused",
        "Only the requester can cancel this request.");
    assertThat(submit(ANA, new SubmissionCommand.Cancel(request)).answer()).isEmpty();
    assertThat(requests.find(request).orElseThrow().state())
        .isEqualTo(new RequestState.Cancelled(Optional.empty(), clock.instant()));
    refused(
        submit(ANA, new SubmissionCommand.Cancel(request)),
        "submission_refused",
        "This request was cancelled by its requester, so nothing was changed.");
    refused(
        submit(BRUNO, new SubmissionCommand.Approve(request)),
        "review_refused",
        "This request was cancelled by its requester, so nothing was changed.");
  }

  @Test
  void only_the_holder_ends_a_grant_early_even_while_no_directory_answers() throws SQLException {
    UUID grant = granted();
    refused(
        submit(CHLOE, new SubmissionCommand.EndEarly(grant)),
        "submission_refused",
        "You have no request to cancel and no access to end.");
    refused(
        submit(BRUNO, new SubmissionCommand.EndEarly(grant)),
        "submission_refused",
        "This access is already ending, or it isn't yours.");
    HourkeySandbox.get().entra().fail("*", Integer.MAX_VALUE, 503);
    assertThat(submit(ANA, new SubmissionCommand.EndEarly(grant)).answer()).isEmpty();
    assertThat(number("select count(*) from access_grant where cause = 'ENDED_EARLY'")).isOne();
  }

  @Test
  void only_approvers_can_revoke() throws SQLException {
    UUID grant = granted();
    refused(
        submit(DANA, new SubmissionCommand.Revoke(grant, "INC-99")),
        "revocation_refused",
        NOT_REVOCABLE);
    Submission revoked = submit(CHLOE, new SubmissionCommand.Revoke(grant, "INC-99"));
    assertThat(revoked.answer())
        .hasValue(
            "You revoked Production, read only of Ana Lima. Hourkey is removing it from Entra and"
                + " AWS.");
    assertThat(number("select count(*) from access_grant where cause = 'REVOKED'")).isOne();
    refused(
        submit(CHLOE, new SubmissionCommand.Revoke(grant, "INC-99")),
        "submission_refused",
        "Production, read only of Ana Lima is ending or has ended already.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET *users*",
        "GET */manager*",
        "POST *checkMemberGroups*",
        "users.info",
        "usergroups.list",
        "ana@example.com"
      })
  void a_stranger_reads_the_same_of_a_grant_and_of_none(String silent) throws SQLException {
    HourkeySandbox.get().slack().userGroup("S0SRE", "sre", BRUNO);
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                "approvers: .group:sre-leads.",
                "approvers: [group:sre-leads, slack_group:sre, manager]"));
    catalog.refresh();
    UUID grant = granted();
    submit(DANA, request("staging-poweruser")); // Or Dana is not known yet.
    clock.advance(Duration.ofMinutes(1)); // Slack's answers may be half a minute old.
    boolean holderHasLeft = silent.contains("@");
    if (holderHasLeft) {
      HourkeySandbox.get().entra().deleteUser(silent);
    } else if (silent.contains("*")) {
      HourkeySandbox.get().entra().fail(silent, DirectoryStandIn.ALWAYS, 503);
    } else if (!silent.isEmpty()) {
      HourkeySandbox.get().slack().fail(new Fault(silent, Fault.Kind.HTML, Fault.ALWAYS, ""));
    }
    boolean waits = !silent.isEmpty() && !holderHasLeft;
    List<Submission> sent = new ArrayList<>();
    for (UUID one : List.of(grant, NOWHERE)) {
      sent.add(submit(DANA, new SubmissionCommand.Revoke(one, "INC-99")));
    }
    assertThat(sent).extracting(Submission::open).containsOnly(waits);
    assertThat(sent).extracting(Submission::answer).containsOnly(sent.getFirst().answer());
    if (!waits) {
      refused(sent.getLast(), "revocation_refused", NOT_REVOCABLE);
    }

    clock.advance(Duration.ofMinutes(11));
    List<Submission> late = new ArrayList<>();
    sent.forEach(one -> late.add(process(one.id())));
    assertThat(late).extracting(Submission::open).containsOnly(false);
    assertThat(late).extracting(Submission::answer).containsOnly(late.getFirst().answer());
    assertThat(number("select count(*) from access_grant where cause = 'REVOKED'")).isZero();
  }

  @Test
  void a_holder_who_revokes_ends_their_own_access() throws SQLException {
    UUID grant = granted();
    assertThat(submit(ANA, new SubmissionCommand.Revoke(grant, "done")).answer()).isEmpty();
    assertThat(number("select count(*) from access_grant where cause = 'ENDED_EARLY'")).isOne();
  }

  @Test
  void a_submission_is_retried_while_entra_does_not_answer_and_then_refused() throws SQLException {
    requested();
    HourkeySandbox.get().entra().fail("*", Integer.MAX_VALUE, 503);
    Submission waiting = submit(BRUNO, new SubmissionCommand.Approve(request().id()));
    assertThat(waiting.open()).isTrue();
    assertThat(waiting.nextTryAt()).isAfter(clock.instant());
    clock.advance(Duration.ofMinutes(1));
    assertThat(process(waiting.id()).answer())
        .hasValueSatisfying(
            answer ->
                assertThat(answer)
                    .contains("does not answer", "stored and retried for 10 minutes"));
    clock.advance(Duration.ofMinutes(10));
    refused(
        process(waiting.id()),
        "submission_refused",
        "does not answer. Hourkey retried for 10 minutes. Nothing was changed; try again later.");
    HourkeySandbox.get().entra().clearFaults();
    processor.process(waiting.id());
    assertThat(request().pending()).as("what was refused is never carried out").isTrue();
  }

  @Test
  void a_submission_is_processed_only_once() throws SQLException {
    Submission submission = submit(ANA, request("prod-readonly"));
    submit(ANA, new SubmissionCommand.Cancel(request().id()));
    process(submission.id());
    assertThat(number("select count(*) from access_request")).isOne();
  }

  @Test
  void an_older_resume_does_not_end_a_pause_that_an_operator_confirmed_since() throws SQLException {
    operators();
    assertThat(submit(CHLOE, new SubmissionCommand.SwitchGranting(true, "INC-99")).answer())
        .isEmpty();
    clock.advance(Duration.ofMinutes(1));
    Submission resume = store(CHLOE, new SubmissionCommand.SwitchGranting(false, "all clear"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(submit(CHLOE, new SubmissionCommand.SwitchGranting(true, "it goes on")).answer())
        .hasValueSatisfying(
            answer -> assertThat(answer).contains("already paused", "Your pause is recorded"));
    clock.advance(Duration.ofMinutes(1));
    refused(
        process(resume.id()),
        "submission_refused",
        "after you sent this: “it goes on”. Granting stays paused.");
    assertThat(pauses.refusalSentence()).isPresent();
    assertThat(submit(CHLOE, new SubmissionCommand.SwitchGranting(false, "all clear")).answer())
        .isEmpty();
    assertThat(pauses.refusalSentence()).isEmpty();
  }

  @Test
  void an_attempt_that_another_has_overtaken_changes_nothing() throws SQLException {
    operators();
    Submission pause = submit(CHLOE, new SubmissionCommand.SwitchGranting(true, "INC-99"));
    clock.advance(Duration.ofMinutes(1));
    submit(CHLOE, new SubmissionCommand.SwitchGranting(false, "all clear"));
    Change late = new Change("chloe", GrantingSwitch.Role.OPERATOR, "INC-99");
    assertThat(pauses.change(pause.id(), true, late))
        .isEqualTo(new SubmissionOutcome.AlreadyProcessed());
    assertThat(pauses.refusalSentence()).as("it was resumed").isEmpty();

    SubmissionCommand.NewRequest command = request("staging-poweruser");
    Submission granted = submit(ANA, command);
    Requester ana =
        new Requester((Identification.Known) identities.identify(chat(ANA)), Optional.empty());
    assertThat(
            opener.open(
                granted.id(),
                ana,
                List.of(
                    new RequestEvaluation.Refused("it", "It", new SubmissionRefusal.NoReview())),
                command,
                "1"))
        .isEqualTo(new SubmissionOutcome.AlreadyProcessed());
    submissions.postpone(granted.id(), "Entra is silent", Duration.ZERO);
    assertThat(submissions.find(granted.id()).orElseThrow().open())
        .as("a failure does not reopen it")
        .isFalse();
  }

  private void operators() {
    HourkeySandbox.policy(file -> file + "roles: { operators: [group:sre-leads] }\n");
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private void refused(Submission submission, String event, String sentence) throws SQLException {
    assertThat(submission.refused()).isTrue();
    assertThat(submission.answer().orElse("")).contains(sentence);
    assertThat(lastEvent()).isEqualTo(event);
    assertThat(
            number(
                "select count(*) from notification where kind = 'Answer' and subject = '"
                    + submission.id()
                    + "'"))
        .as("its sender is told")
        .isOne();
  }
}
