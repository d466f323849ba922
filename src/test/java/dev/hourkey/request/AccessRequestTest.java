package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessRequestTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final AccessRequest request =
      new AccessRequest(
          new PersonId("ana"),
          false,
          entitlement(),
          Duration.ofHours(1),
          Optional.empty(),
          "INC-42: disk full",
          Optional.empty(),
          NOON);

  @Test
  void its_requester_can_remind_the_approvers_once_it_has_waited_for_five_minutes() {
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
    assertThat(request.takeDueNudgeOffer(NOON.plus(Duration.ofMinutes(4)))).isFalse();
    assertThat(request.nudge().possible()).isFalse();
    assertThat(request.takeDueNudgeOffer(NOON.plus(Duration.ofMinutes(5)))).isTrue();
    assertThat(request.takeDueNudgeOffer(NOON.plus(Duration.ofMinutes(6)))).isFalse();
    assertThat(request.nudge().possible()).isTrue();
    request.nudged(NOON.plus(Duration.ofMinutes(7)));
    assertThat(request.nudge().possible()).isFalse();
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
  }

  @Test
  void reminders_come_one_by_one_and_then_it_expires() {
    assertThat(request.takeDueNudgeOffer(NOON.plus(Duration.ofMinutes(5)))).isTrue();
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofMinutes(14)))).isFalse();
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofMinutes(15)))).isTrue();
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(2)))).isTrue();
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofHours(4)));
  }

  @Test
  void a_request_is_listed_for_the_approvers_of_its_current_stage() {
    Set<PersonId> bruno = Set.of(new PersonId("bruno"));
    String approvers = request.progress().stages().getFirst().approvers();
    assertThat(rights("prod-readonly", approvers).include(request, bruno)).isTrue();
    assertThat(rights("other", approvers).include(request, bruno)).isFalse();
    assertThat(rights("prod-readonly", "somebody else").include(request, bruno)).isFalse();
    assertThat(rights("prod-readonly", approvers).include(request, Set.of(request.requester())))
        .isFalse();
    assertThat(DecisionRights.NONE.include(request, bruno)).isFalse();
    DecisionRights manager = new DecisionRights(false, Set.of(), Set.of(), Set.of(request.id()));
    assertThat(manager.include(request, bruno)).isTrue();
    request.become(new RequestState.Expired(NOON));
    assertThat(manager.include(request, bruno)).isFalse();
  }

  private static DecisionRights rights(String entitlement, String stage) {
    return new DecisionRights(false, Set.of(entitlement), Set.of(stage), Set.of());
  }

  @Test
  void missed_reminders_are_sent_as_one() {
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(3)))).isTrue();
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(3)))).isFalse();
  }

  @Test
  void a_request_is_escalated_if_nobody_approves_for_a_while() {
    assertThat(request.takeDueNudgeOffer(NOON.plus(Duration.ofMinutes(5)))).isTrue();
    request.correct(escalating());
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    assertThat(request.takeDueEscalation(NOON.plus(Duration.ofMinutes(9)))).isFalse();
    request.recordApproval(escalating(), Duration.ofHours(1), NOON.plus(Duration.ofMinutes(9)));
    assertThat(request.takeDueEscalation(NOON.plus(Duration.ofMinutes(10)))).isFalse();
    assertThat(request.takeDueEscalation(NOON.plus(Duration.ofMinutes(19)))).isTrue();
    assertThat(request.takeDueEscalation(NOON.plus(Duration.ofMinutes(19)))).isFalse();
    assertThat(request.progress()).isEqualTo(escalating().escalated());
    assertThat(request.nextWake()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
  }

  private static ApprovalProgress escalating() {
    return new ApprovalProgress(
        List.of(
            new ApprovalProgress.Stage(
                "sre-leads",
                0,
                1,
                Optional.of(
                    new ApprovalProgress.StageEscalation(
                        Duration.ofMinutes(10), "sre-directors", false)))));
  }

  static Stream<RequestState> decisions() {
    return Stream.of(
        new RequestState.Approved(NOON),
        new RequestState.Denied(new PersonId("bruno"), "no", NOON),
        new RequestState.Cancelled(Optional.empty(), NOON),
        new RequestState.Cancelled(Optional.of("gone"), NOON),
        new RequestState.Expired(NOON));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void a_decision_is_stored_in_columns_and_read_back(RequestState decision) {
    assertThat(request.state()).isEqualTo(new RequestState.Pending(request.expiresAt()));
    request.become(decision);
    assertThat(request.state()).isEqualTo(decision);
    assertThat(request.pending()).isFalse();
  }

  @Test
  void a_request_never_becomes_pending_again() {
    assertThatThrownBy(() -> request.become(new RequestState.Pending(NOON)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_request_is_overdue_from_the_moment_it_expires() {
    assertThat(request.overdue(NOON.plus(Duration.ofHours(4)).minusMillis(1))).isFalse();
    assertThat(request.overdue(NOON.plus(Duration.ofHours(4)))).isTrue();
  }

  @Test
  void a_rejected_card_is_noted_once_for_each_problem_and_only_while_it_is_pending() {
    assertThat(request.cardPosted()).isFalse();
    assertThat(request.cardRejected("is_archived")).isTrue();
    assertThat(request.cardRejected("is_archived")).isFalse();
    assertThat(request.cardRejected("not_in_channel")).isTrue();
    assertThat(request.cardProblem()).hasValue("not_in_channel");
    assertThat(request.cardPosted()).isTrue();
    assertThat(request.cardProblem()).isEmpty();
    request.become(new RequestState.Cancelled(Optional.empty(), NOON));
    assertThat(request.cardRejected("is_archived")).isFalse();
  }

  private static Entitlement entitlement() {
    Duration hour = Duration.ofHours(1);
    return new Entitlement(
        "prod-readonly",
        "Production, read only",
        new EntraGroup("aws-prod-readonly", "aws-prod-readonly"),
        AwsAccess.none(),
        new Policy(
            List.of(new Principal.Anyone()),
            List.of(),
            false,
            List.of(new ApprovalStage(List.of(new Principal.Manager()), 1)),
            List.of(hour),
            hour,
            Limits.NONE,
            Optional.empty(),
            Duration.ofHours(4),
            List.of(Duration.ofMinutes(15), hour),
            Duration.ofMinutes(10),
            new Justification(10, Optional.empty(), Optional.empty()),
            Risk.NORMAL,
            false,
            List.of()),
        List.of(),
        Optional.empty(),
        Optional.of("aws-approvals"),
        DecideWith.CHAT,
        Duration.ofMinutes(90),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }
}
