package dev.hourkey.policy;

/** Whether a person may approve or deny a request. */
public sealed interface ReviewDecision {
  /**
   * They may.
   *
   * @param progress how far the approval is with their vote
   */
  record Allowed(ApprovalProgress progress) implements ReviewDecision {}

  /** Entra does not show the requester's account, but that may be a replica that lags. */
  record RequesterUnknown() implements ReviewDecision {}

  /** The same for somebody who approved before. */
  record ApproverUnknown() implements ReviewDecision {}

  record Refused(Refusal refusal) implements ReviewDecision {}
}
