package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The leads must approve; after half an hour of silence, Dana, a director, may as well. */
class EscalationTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Subject DANA = person("dana", Set.of("directors"), Optional.empty());
  private static final List<Principal> DIRECTORS =
      List.of(new Principal.Group("directors", "directors"));

  private static final Policy POLICY = policy(stage(1, HALF));
  private static final Policy BEGUN = after(POLICY);

  static Stream<Arguments> votes() {
    return Stream.of(
        Arguments.of("an approver before the silence", POLICY, BRUNO, true),
        Arguments.of("a director before the silence", POLICY, DANA, false),
        Arguments.of("an approver after the silence", BEGUN, BRUNO, true),
        Arguments.of("a director after the silence", BEGUN, DANA, true),
        Arguments.of("somebody else after the silence", BEGUN, CHLOE, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("votes")
  void who_may_decide(String name, Policy policy, Subject reviewer, boolean may) {
    for (ReviewType reviewType : ReviewType.values()) {
      assertThat(policy.review(reviewer, enabled(ANA), List.of(), reviewType))
          .isInstanceOf(may ? ReviewDecision.Allowed.class : ReviewDecision.Refused.class);
    }
  }

  @Test
  void a_director_who_is_the_requester_may_not() {
    assertThat(BEGUN.review(DANA, enabled(DANA), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.OwnRequest()));
  }

  @Test
  void a_request_waits_for_others_if_the_policy_names_other_people_to_escalate_to() {
    ApprovalProgress escalated = progress(true, "directors");
    assertThat(progress(true, "board").waitsForOthers(escalated)).isTrue();
    assertThat(escalated.waitsForOthers(escalated)).isFalse();
    assertThat(progress(false, "board").waitsForOthers(progress(false, "directors")))
        .as("they can't decide yet")
        .isFalse();
  }

  private static ApprovalProgress progress(boolean begun, String to) {
    return new ApprovalProgress(
        List.of(
            new ApprovalProgress.Stage(
                "leads",
                0,
                1,
                Optional.of(new ApprovalProgress.StageEscalation(HALF, to, begun)))));
  }

  @Test
  void a_directors_approval_holds_as_long_as_the_stage_is_escalated_to_them() {
    List<SubjectStatus> byDana = List.of(enabled(DANA));
    assertThat(BEGUN.approval(enabled(ANA), HOUR, byDana))
        .isInstanceOf(ApprovalDecision.Holds.class);
    assertThat(POLICY.approval(enabled(ANA), HOUR, byDana))
        .isInstanceOf(ApprovalDecision.Invalid.class);
    ApprovalProgress shown = BEGUN.noApprovals();
    assertThat(PendingRequestPolicy.stricter(policy(1), shown).approval(enabled(ANA), HOUR, byDana))
        .as("the policy no longer escalates")
        .isInstanceOf(ApprovalDecision.Invalid.class);
    assertThat(
            PendingRequestPolicy.stricter(policy(stage(1, HOUR)), shown)
                .approval(enabled(ANA), HOUR, byDana))
        .as("the policy escalates later than then")
        .isInstanceOf(ApprovalDecision.Holds.class);
  }

  @Test
  void an_escalation_is_due_after_the_silence_once_and_for_each_stage() {
    Policy two = policy(stage(1, HALF), new ApprovalStage(List.of(new Principal.Manager()), 1));
    ApprovalProgress progress = two.noApprovals();
    assertThat(progress.escalatesAt(NOON)).hasValue(NOON.plus(HALF));
    assertThat(progress.escalated().escalatesAt(NOON)).isEmpty();
    assertThat(progress.escalated().escalatedStages()).containsExactly(0);
    assertThat(progress.withApproval().escalatesAt(NOON)).as("the second stage").isEmpty();
    assertThat(progress.withApproval().withApproval().escalated())
        .as("nothing is left to escalate")
        .isEqualTo(progress.withApproval().withApproval());
    assertThat(policy(1).noApprovals().escalatesAt(NOON)).isEmpty();
  }

  @Test
  void a_stage_stays_escalated_when_it_gets_one_of_its_approvals() {
    Policy two = after(policy(stage(2, HALF)));
    ApprovalProgress one =
        ((ReviewDecision.Allowed) two.review(BRUNO, enabled(ANA), List.of(), ReviewType.APPROVE))
            .progress();
    assertThat(one.escalatedStages()).containsExactly(0);
    assertThat(two.review(DANA, enabled(ANA), List.of(enabled(BRUNO)), ReviewType.APPROVE))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  @Test
  void with_two_policies_the_later_escalation_counts_if_both_have_one() {
    ApprovalProgress shown = POLICY.noApprovals();
    assertThat(escalatesAt(policy(stage(1, HOUR)), shown)).hasValue(NOON.plus(HOUR));
    assertThat(escalatesAt(POLICY, policy(stage(1, HOUR)).noApprovals())).hasValue(NOON.plus(HOUR));
    assertThat(escalatesAt(POLICY, policy(1).noApprovals())).isEmpty();
    assertThat(escalatesAt(policy(1), shown)).isEmpty();
  }

  private static Optional<Instant> escalatesAt(Policy policy, ApprovalProgress shown) {
    return PendingRequestPolicy.stricter(policy, shown).noApprovals().escalatesAt(NOON);
  }

  @Test
  void escalation_approvers_count_as_possible_approvers() {
    EntraAccount dana =
        new EntraAccount(
            DANA.person(),
            "Dana",
            "dana@example.com",
            Optional.empty(),
            EntraAccount.Status.ENABLED,
            UserType.MEMBER);
    assertThat(
            POLICY.nobodyCanApprove(
                Set.of(ANA.person()),
                Map.of(approvers().getFirst(), List.of(), DIRECTORS.getFirst(), List.of(dana))))
        .isEmpty();
    assertThat(
            POLICY.nobodyCanApprove(
                Set.of(ANA.person()),
                Map.of(approvers().getFirst(), List.of(), DIRECTORS.getFirst(), List.of())))
        .isPresent();
    assertThat(
            POLICY.nobodyCanApprove(
                Set.of(ANA.person()), Map.of(approvers().getFirst(), List.of())))
        .as("the directors are unknown")
        .isEmpty();
  }

  @Test
  void somebody_whom_a_later_stage_needs_is_free_if_it_can_be_escalated() {
    Policy later =
        policy(
            new ApprovalStage(approvers(), 1),
            new ApprovalStage(
                List.of(new Principal.One("bruno")),
                1,
                Optional.of(new Escalation(HALF, DIRECTORS))));
    assertThat(later.review(BRUNO, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  @Test
  void the_groups_of_an_escalation_are_looked_up_and_may_revoke() {
    assertThat(POLICY.approverGroups()).containsExactlyInAnyOrder("sre-leads", "directors");
    assertThat(POLICY.entitlingGroups()).contains("directors");
    assertThat(POLICY.namesApprover(DANA, ANA)).isTrue();
  }

  @Test
  void it_says_who_it_is_escalated_to() {
    assertThat(POLICY.stages().getFirst().words())
        .isEqualTo("1 of sre-leads or, if nobody does for a while, directors");
    assertThatThrownBy(() -> new Escalation(HALF, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Escalation(Duration.ZERO, DIRECTORS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ApprovalStage stage(int approvals, Duration silence) {
    return new ApprovalStage(
        approvers(), approvals, Optional.of(new Escalation(silence, DIRECTORS)));
  }

  /** The same policy once its first stage was silent for long enough. */
  private static Policy after(Policy policy) {
    return PendingRequestPolicy.stricter(policy, policy.noApprovals().escalated());
  }
}
