package dev.hourkey.policy;

/** Whether a person may request access. */
public sealed interface RequestDecision {
  /** The person may request the access, and nobody has to approve it. */
  record Granted() implements RequestDecision {}

  /** The person may request the access, and this many people must approve it, over all stages. */
  record NeedsApproval(int approvals) implements RequestDecision {}

  record Refused(Refusal refusal) implements RequestDecision {}
}
