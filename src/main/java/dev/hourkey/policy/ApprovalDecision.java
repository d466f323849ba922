package dev.hourkey.policy;

/** Whether the approval of a request still holds. */
public sealed interface ApprovalDecision {
  record Holds() implements ApprovalDecision {}

  /**
   * Entra does not show an account that the approval depends on. A lagging replica may be the
   * cause, so the account must stay missing for a while before this counts.
   */
  record Unproven(Refusal refusal) implements ApprovalDecision {}

  record Invalid(Refusal refusal) implements ApprovalDecision {}
}
