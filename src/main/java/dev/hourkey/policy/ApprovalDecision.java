package dev.hourkey.policy;

/** Whether the approval of a request still holds. */
public sealed interface ApprovalDecision {
  record Holds() implements ApprovalDecision {}

  /**
   * Entra does not show an account that the approval depends on. That may be a replica that lags,
   * so it has to last for a while before it counts.
   */
  record Unproven(Refusal refusal) implements ApprovalDecision {}

  record Invalid(Refusal refusal) implements ApprovalDecision {}
}
