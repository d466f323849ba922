package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.eligible;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingRequestPolicyTest {
  private static final SubjectStatus REQUESTER = new SubjectStatus.Enabled(ANA);
  private static final ApprovalProgress ONE_NEEDED = policy(1).noApprovals();
  private static final ApprovalProgress TWO_NEEDED = policy(2).noApprovals();

  @Test
  void more_approvals_count_at_once_and_fewer_do_not() {
    assertThat(evaluate(policy(2), ONE_NEEDED)).isEqualTo(continues(2, 0));
    assertThat(evaluate(policy(1), TWO_NEEDED)).isEqualTo(continues(2, 0));
    assertThat(evaluate(policy(1), ONE_NEEDED)).isEqualTo(continues(1, 0));
  }

  @Test
  void approvals_count_if_the_approver_is_one_under_the_new_policy() {
    assertThat(evaluate(policy(2), ONE_NEEDED, new SubjectStatus.Enabled(BRUNO)))
        .isEqualTo(continues(2, 1));
    assertThat(evaluate(policy(2), ONE_NEEDED, new SubjectStatus.Enabled(CHLOE)))
        .isEqualTo(continues(2, 0));
    assertThat(evaluate(policy(2), ONE_NEEDED, new SubjectStatus.Disabled()))
        .isEqualTo(continues(2, 0));
  }

  @Test
  void another_number_of_stages_is_that_of_the_new_policy() {
    Policy two =
        policy(
            new ApprovalStage(approvers(), 1),
            new ApprovalStage(List.of(new Principal.Manager()), 1));
    assertThat(PendingRequestPolicy.stricter(two, TWO_NEEDED)).isEqualTo(two);
    assertThat(PendingRequestPolicy.stricter(policy(1), two.noApprovals())).isEqualTo(policy(1));
  }

  @Test
  void the_last_approval_is_needed_again_if_it_would_now_be_enough() {
    ApprovalProgress two =
        policy(
                new ApprovalStage(approvers(), 1),
                new ApprovalStage(List.of(new Principal.Manager()), 1))
            .noApprovals();
    SubjectStatus bruno = new SubjectStatus.Enabled(BRUNO);
    assertThat(evaluate(policy(1), two, bruno)).isEqualTo(continues(1, 0));
    assertThat(policy(1).review(BRUNO, REQUESTER, List.of(bruno), ReviewType.APPROVE))
        .isInstanceOfSatisfying(
            ReviewDecision.Allowed.class,
            allowed -> assertThat(allowed.progress().isComplete()).isTrue());
  }

  @Test
  void a_request_that_could_never_be_granted_ends() {
    assertThat(evaluate(policy(List.of(), approvers(), 1, false), ONE_NEEDED))
        .isEqualTo(new PendingDecision.Ends(new Refusal.RequesterNotEligible()));
    assertThat(
            evaluate(
                policy(
                    eligible(),
                    List.of(new Principal.Anyone()),
                    List.of(new ApprovalStage(approvers(), 1)),
                    false),
                ONE_NEEDED))
        .isEqualTo(new PendingDecision.Ends(new Refusal.RequesterExcluded()));
    assertThat(
            PendingRequestPolicy.evaluate(
                policy(1), REQUESTER, HOUR.plus(Duration.ofSeconds(1)), List.of()))
        .isEqualTo(new PendingDecision.Ends(new Refusal.DurationTooLong()));
    assertThat(evaluate(policy(eligible(), List.of(), 0, false), ONE_NEEDED))
        .isEqualTo(new PendingDecision.Ends(new Refusal.NoApproversLeft()));
  }

  @Test
  void facts_that_the_directory_does_not_show_change_nothing() {
    Policy nobody = policy(List.of(), approvers(), 1, false);
    assertThat(
            PendingRequestPolicy.evaluate(
                nobody, new SubjectStatus.Missing(false), HOUR, List.of()))
        .isEqualTo(new PendingDecision.Unknown());
    assertThat(PendingRequestPolicy.evaluate(nobody, new SubjectStatus.Disabled(), HOUR, List.of()))
        .isEqualTo(new PendingDecision.Unknown());
    assertThat(evaluate(policy(1), ONE_NEEDED, new SubjectStatus.Missing(false)))
        .isEqualTo(new PendingDecision.Unknown());
  }

  @Test
  void while_it_is_unknown_which_policy_applies_the_approvers_of_all_may_deny() {
    Policy nobody = policy(eligible(), List.of(), 0, false);
    Policy manager = policy(new ApprovalStage(List.of(new Principal.Manager()), 2));
    Policy any = PendingRequestPolicy.toDeny(List.of(nobody, manager, policy(1)));
    assertThat(any.review(BRUNO, REQUESTER, List.of(), ReviewType.DENY))
        .isInstanceOf(ReviewDecision.Allowed.class);
    assertThat(
            PendingRequestPolicy.toDeny(List.of(nobody, manager))
                .review(BRUNO, REQUESTER, List.of(), ReviewType.DENY))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.NotApprover()));
    assertThat(any.review(ANA, REQUESTER, List.of(), ReviewType.DENY))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.OwnRequest()));
  }

  private static PendingDecision evaluate(
      Policy policy, ApprovalProgress shown, SubjectStatus... approvedBy) {
    return PendingRequestPolicy.evaluate(
        PendingRequestPolicy.stricter(policy, shown), REQUESTER, HOUR, List.of(approvedBy));
  }

  private static PendingDecision continues(int needed, int approved) {
    return new PendingDecision.Continues(
        new ApprovalProgress(List.of(new ApprovalProgress.Stage("sre-leads", approved, needed))));
  }
}
