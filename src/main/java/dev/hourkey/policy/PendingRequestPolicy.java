package dev.hourkey.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How undecided requests are re-evaluated when the policy changes. Pure. */
public final class PendingRequestPolicy {
  private PendingRequestPolicy() {}

  /**
   * The policy for a request that was made under an earlier one. If both have the same number of
   * stages, each stage needs the larger number of approvals and is escalated after the longer time;
   * a stage that had no escalation gets none. A stage that was escalated stays escalated.
   *
   * @param shown what was needed when the request was made or evaluated last
   */
  public static Policy stricter(Policy policy, ApprovalProgress shown) {
    if (shown.stages().size() != policy.stages().size()) {
      return policy;
    }
    List<ApprovalStage> stages = new ArrayList<>();
    for (int i = 0; i < shown.stages().size(); i++) {
      stages.add(stricter(policy.stages().get(i), shown.stages().get(i)));
    }
    return with(policy, stages);
  }

  private static ApprovalStage stricter(ApprovalStage stage, ApprovalProgress.Stage shown) {
    return stage.approvers().isEmpty()
        ? stage
        : new ApprovalStage(
            stage.approvers(),
            Math.max(stage.approvals(), shown.needed()),
            shown
                .escalation()
                .flatMap(before -> stage.escalation().map(now -> stricter(now, before))));
  }

  private static Escalation stricter(Escalation now, ApprovalProgress.StageEscalation before) {
    return before.begun() ? now.begin() : now.notBefore(before.after());
  }

  /**
   * The policy for a denial while it is unknown which of these applies: any approver of any of them
   * may deny.
   *
   * @param policies at least one
   */
  public static Policy toDeny(List<Policy> policies) {
    return with(
        policies.getFirst(),
        policies.stream().flatMap(policy -> policy.stages().stream()).toList());
  }

  private static Policy with(Policy policy, List<ApprovalStage> stages) {
    return new Policy(
        policy.eligible(),
        policy.excluded(),
        policy.chatGuests(),
        stages,
        policy.durations(),
        policy.maxDuration(),
        policy.limits(),
        policy.startAhead(),
        policy.expireAfter(),
        policy.remindAfter(),
        policy.warnBefore(),
        policy.justification(),
        policy.risk(),
        policy.selfApproval(),
        policy.onBehalfOf());
  }

  /**
   * Re-evaluates a request.
   *
   * @param policy the {@linkplain #stricter stricter} of the policies
   * @param approvedBy in the order in which they approved
   */
  public static PendingDecision evaluate(
      Policy policy, SubjectStatus requester, Duration duration, List<SubjectStatus> approvedBy) {
    if (!(requester instanceof SubjectStatus.Enabled(Subject found))) {
      return new PendingDecision.Unknown();
    }
    return refusal(policy, found, duration)
        .<PendingDecision>map(PendingDecision.Ends::new)
        .or(() -> policy.progress(requester, approvedBy).map(PendingDecision.Continues::new))
        .orElseGet(PendingDecision.Unknown::new);
  }

  /** Why a request may not be granted for this long any more; empty if it may. */
  public static Optional<Refusal> durationRefusal(Policy policy, Duration duration) {
    return duration.compareTo(policy.maxDuration()) > 0
        ? Optional.of(new Refusal.DurationTooLong())
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(Policy policy, Subject requester, Duration duration) {
    Optional<Refusal> ineligible = policy.eligibility(requester).refusalOfGrant();
    if (ineligible.isPresent()) {
      return ineligible;
    }
    Optional<Refusal> tooLong = durationRefusal(policy, duration);
    if (tooLong.isPresent()) {
      return tooLong;
    }
    return policy.stages().stream().allMatch(stage -> stage.approvers().isEmpty())
        ? Optional.of(new Refusal.NoApproversLeft())
        : Optional.empty();
  }
}
