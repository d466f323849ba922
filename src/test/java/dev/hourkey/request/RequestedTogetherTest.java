package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Several entitlements in one form: each is a request of its own, and some share a card. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RequestedTogetherTest extends RequestDatabaseTest {
  @Inject UndeliveredCards cards;
  @Inject CurrentApprovers approvers;

  @Test
  void one_click_approves_all_that_is_on_the_card() throws SQLException {
    sameApprovers();
    Submission form = together("prod-readonly", "prod-admin");
    assertThat(form.open()).isFalse();
    List<AccessRequest> made = requests.together(form.id());
    assertThat(made).hasSize(2);
    UUID card = made.getFirst().card();
    assertThat(requests.onCard(card)).hasSize(2);
    assertThat(told("DecisionWanted")).isOne();
    assertThat(told("RequestsTaken")).isOne();
    assertThat(told("RequestTaken")).isZero();

    Submission click = click(new SubmissionCommand.Approve(card));
    assertThat(requests.onCard(card))
        .extracting(AccessRequest::state)
        .allMatch(RequestState.Approved.class::isInstance);
    assertThat(number("select count(*) from access_grant where together = '" + form.id() + "'"))
        .isEqualTo(2);
    assertThat(events("access_requested", form.id())).isEqualTo(2);
    assertThat(events("grant_opened", form.id())).isEqualTo(2);
    assertThat(told("Answer")).isZero();

    process(click.id());
    assertThat(submissions.partsOf(click.id())).as("it is split once").hasSize(2);
  }

  @Test
  void a_second_click_changes_nothing_and_is_answered_once() throws SQLException {
    sameApprovers();
    UUID card = card(together("prod-readonly", "prod-admin"));
    Submission first = store(BRUNO, new SubmissionCommand.Approve(card));
    Submission second = store(BRUNO, new SubmissionCommand.Approve(card));
    process(first.id());
    process(second.id());
    processParts(first);
    processParts(second);
    assertThat(number("select count(*) from access_grant")).isEqualTo(2);
    assertThat(submissions.partsOf(second.id())).hasSize(2).allMatch(Submission::refused);
    assertThat(number("select count(*) from notification where kind = 'Answer'")).isOne();
    assertThat(
            number(
                "select count(*) from notification where kind = 'Answer' and subject = '"
                    + second.id()
                    + "'"))
        .isOne();
  }

  @Test
  void a_refusal_of_one_entitlement_does_not_delay_the_other() throws SQLException {
    sameApprovers();
    UUID card = card(together("prod-readonly", "prod-admin"));
    HourkeySandbox.get().aws().assign(GROUP, PRODUCTION, "AdministratorAccess");
    Submission click = click(new SubmissionCommand.Approve(card));
    assertThat(requests.onCard(card))
        .extracting(request -> request.access().entitlement() + " " + request.pending())
        .containsExactlyInAnyOrder("prod-readonly true", "prod-admin false");
    assertThat(submissions.partsOf(click.id()).stream().filter(Submission::refused))
        .singleElement()
        .satisfies(
            part ->
                assertThat(part.answer().orElse("")).contains("it now also opens Administrator"));
  }

  @Test
  void a_decision_on_one_request_elsewhere_decides_only_that_one() throws SQLException {
    sameApprovers();
    Submission form = together("prod-readonly", "prod-admin");
    submit(BRUNO, new SubmissionCommand.Approve(requested(form, "prod-readonly").id()));
    assertThat(requested(form, "prod-admin").pending()).isTrue();
    click(new SubmissionCommand.Deny(card(form), "no"));
    assertThat(requested(form, "prod-readonly").state()).isInstanceOf(RequestState.Approved.class);
    assertThat(requested(form, "prod-admin").state()).isInstanceOf(RequestState.Denied.class);
  }

  @Test
  void somebody_who_may_not_decide_changes_nothing() throws SQLException {
    sameApprovers();
    UUID card = card(together("prod-readonly", "prod-admin"));
    Submission click = store(DANA, new SubmissionCommand.Deny(card, "no"));
    process(click.id());
    processParts(click);
    assertThat(requests.onCard(card)).hasSize(2).allMatch(AccessRequest::pending);
    assertThat(submissions.partsOf(click.id())).hasSize(2).allMatch(Submission::refused);
  }

  @Test
  void the_approvers_of_each_stage_are_notified_even_if_the_requests_are_at_different_ones()
      throws SQLException {
    HourkeySandbox.policy(
        example ->
            example.replaceAll(
                "    approvers: .group:sre-leads(, person:head-of-ops@example.com.\n    approvals: 2|.)\n",
                "    stages: [{ approvers: ['person:bruno@example.com'] },"
                    + " { approvers: ['person:head-of-ops@example.com'] }]\n"));
    catalog.refresh();
    Submission form = together("prod-readonly", "prod-admin");
    UUID card = card(form);
    assertThat(named(card)).containsExactly("Bruno Costa");

    submit(BRUNO, new SubmissionCommand.Approve(requested(form, "prod-readonly").id()));
    assertThat(named(card)).containsExactlyInAnyOrder("Bruno Costa", "Chloé Martin");
    submit(BRUNO, new SubmissionCommand.Approve(requested(form, "prod-admin").id()));
    assertThat(named(card)).containsExactly("Chloé Martin");
  }

  private List<String> named(UUID card) {
    return approvers.of(card).people().stream().map(Recipients.Approver::name).distinct().toList();
  }

  @Test
  void other_approvers_have_a_card_of_their_own() throws SQLException {
    Submission form = together("prod-readonly", "prod-admin");
    assertThat(requests.together(form.id()))
        .extracting(AccessRequest::card)
        .doesNotHaveDuplicates();
    AccessRequest readonly = requested(form, "prod-readonly");
    click(new SubmissionCommand.Deny(readonly.card(), "Use the dashboards"));
    assertThat(requested(form, "prod-readonly").state()).isInstanceOf(RequestState.Denied.class);
    assertThat(requested(form, "prod-admin").pending()).isTrue();
  }

  @Test
  void entitlements_without_approvals_are_granted_at_once_while_the_others_wait()
      throws SQLException {
    Submission form = together("staging-poweruser", "prod-readonly");
    assertThat(requested(form, "staging-poweruser").state())
        .isInstanceOf(RequestState.Approved.class);
    assertThat(requested(form, "prod-readonly").pending()).isTrue();
    assertThat(told("DecisionWanted")).isOne();
  }

  @Test
  void one_entitlement_that_is_not_allowed_does_not_stop_the_others() throws SQLException {
    Submission form = together("prod-readonly", "nothing");
    assertThat(requests.together(form.id())).hasSize(1);
    assertThat(form.refusals())
        .containsExactly("nothing: There is no access called 'nothing' that can be requested now.");
    assertThat(events("request_refused", form.id())).isOne();
    assertThat(told("RequestsTaken")).isOne();
    assertThat(told("Answer")).as("the message about the requests says it").isZero();
  }

  @Test
  void if_no_entitlement_is_allowed_all_reasons_are_in_one_answer() throws SQLException {
    Submission form = together("prod-readonly", "nothing");
    Submission again = together("prod-readonly", "nothing");
    assertThat(again.refused()).isTrue();
    assertThat(again.answer().orElse(""))
        .contains("You already requested Production, read only", "no access called 'nothing'");
    assertThat(requests.together(again.id())).isEmpty();
    assertThat(requests.together(form.id())).hasSize(1);
    assertThat(told("Answer")).isOne();
  }

  @Test
  void an_unknown_fact_about_one_entitlement_does_not_delay_the_others() throws SQLException {
    HourkeySandbox.policy(
        example ->
            example
                + """
                    overrides: [{ when: 'requester.on_call("platform")', approvals: 1, approvers: [group:sre-leads] }]
                on_call: { platform: { pagerduty: PSCHED1 } }
                """);
    catalog.refresh();
    HourkeySandbox.get().onCall().faults().answer(Answer.empty(503), Integer.MAX_VALUE);
    Submission form = together("prod-readonly", "staging-poweruser");
    assertThat(form.open()).isTrue();
    assertThat(requests.together(form.id()))
        .extracting(request -> request.access().entitlement())
        .containsExactly("prod-readonly");

    HourkeySandbox.get().onCall().faults().clear();
    clock.advance(Duration.ofMinutes(1));
    assertThat(process(form.id()).open()).isFalse();
    assertThat(requests.together(form.id())).hasSize(2);
  }

  @Test
  void the_requester_cancels_all_of_them_or_one() throws SQLException {
    sameApprovers();
    Submission form = together("prod-readonly", "prod-admin");
    submit(ANA, new SubmissionCommand.Cancel(requested(form, "prod-admin").id()));
    assertThat(requested(form, "prod-readonly").pending()).isTrue();
    submit(ANA, new SubmissionCommand.Cancel(requested(form, "prod-readonly").id()));

    Submission next = together("prod-readonly", "prod-admin");
    Submission cancel = store(ANA, new SubmissionCommand.Cancel(next.id()));
    process(cancel.id());
    processParts(cancel);
    assertThat(requests.together(next.id()))
        .hasSize(2)
        .extracting(AccessRequest::state)
        .allMatch(RequestState.Cancelled.class::isInstance);
  }

  @Test
  void a_shared_card_that_cannot_be_posted_is_known_for_each_request() throws SQLException {
    sameApprovers();
    UUID card = card(together("prod-readonly", "prod-admin"));
    cards.notPosted(card, "aws-approvals", "is_archived");
    assertThat(requests.onCard(card))
        .hasSize(2)
        .allMatch(request -> request.cardProblem().isPresent());
    cards.posted(card, POSTED);
    assertThat(requests.onCard(card))
        .hasSize(2)
        .allMatch(request -> request.cardProblem().isEmpty());
  }

  /** Both are then decided by one approval of the same people. */
  private void sameApprovers() {
    HourkeySandbox.policy(
        example ->
            example.replace(
                """
                    approvers: [group:sre-leads, person:head-of-ops@example.com]
                    approvals: 2
                """,
                """
                    approvers: [group:sre-leads]
                """));
    catalog.refresh();
  }

  private Submission together(String... entitlements) throws SQLException {
    return submit(
        ANA,
        new SubmissionCommand.NewRequest(
            List.of(entitlements), HOUR, JUSTIFICATION, Optional.empty(), false));
  }

  private UUID card(Submission form) {
    return requests.together(form.id()).getFirst().card();
  }

  private AccessRequest requested(Submission form, String entitlement) {
    return requests.together(form.id()).stream()
        .filter(request -> request.access().entitlement().equals(entitlement))
        .findFirst()
        .orElseThrow();
  }

  private Submission click(SubmissionCommand command) throws SQLException {
    Submission click = submit(BRUNO, command);
    processParts(click);
    return click;
  }

  private void processParts(Submission click) {
    submissions.partsOf(click.id()).forEach(part -> process(part.id()));
  }

  private long told(String kind) throws SQLException {
    return number("select count(*) from notification where kind = '" + kind + "'");
  }

  private long events(String type, UUID together) throws SQLException {
    return number(
        "select count(*) from audit_event where type = '%s' and payload like '%%%s%%'"
            .formatted(type, together));
  }
}
