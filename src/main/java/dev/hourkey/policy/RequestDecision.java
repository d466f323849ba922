package dev.hourkey.policy;

/** Whether a person may request access. */
public sealed interface RequestDecision {
  /** They may, and no approval is needed. */
  record Granted() implements RequestDecision {}

  /** They may, and this many people must approve, over all stages. */
  record NeedsApproval(int approvals) implements RequestDecision {}

  record Refused(Refusal refusal) implements RequestDecision {}
}
