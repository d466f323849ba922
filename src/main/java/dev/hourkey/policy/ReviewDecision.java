package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.util.List;

/** Whether a person may approve or deny a request. */
public sealed interface ReviewDecision {
  /**
   * They may.
   *
   * @param progress how far the approval is with their vote
   * @param approvers whose approvals count then, in the order in which they approved
   */
  record Allowed(ApprovalProgress progress, List<PersonId> approvers) implements ReviewDecision {}

  /** Entra does not show the requester's account, but that may be a replica that lags. */
  record RequesterUnknown() implements ReviewDecision {}

  /** The same for somebody who approved before, or Entra does not say whether they are a guest. */
  record ApproverUnknown() implements ReviewDecision {}

  record Refused(Refusal refusal) implements ReviewDecision {}
}
