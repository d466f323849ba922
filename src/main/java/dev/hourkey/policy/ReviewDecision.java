package dev.hourkey.policy;

/** Whether a person may approve or deny a request. */
public sealed interface ReviewDecision {
  record Allowed() implements ReviewDecision {}

  /** Entra does not show the requester's account, but that may be a replica that lags. */
  record RequesterUnknown() implements ReviewDecision {}

  record Refused(Refusal refusal) implements ReviewDecision {}
}
