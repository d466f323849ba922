package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.util.List;

/** Whether a person may approve or deny a request. */
public sealed interface ReviewDecision {
  /**
   * They may.
   *
   * @param progress the progress of the approval with their vote
   * @param approvers the people whose approvals then count, in the order in which they approved
   */
  record Allowed(ApprovalProgress progress, List<PersonId> approvers) implements ReviewDecision {}

  /** Entra does not show the requester's account, but a lagging replica may be the cause. */
  record RequesterUnknown() implements ReviewDecision {}

  /**
   * Entra does not show the account of an earlier approver, or does not say whether they are a
   * guest.
   */
  record ApproverUnknown() implements ReviewDecision {}

  record Refused(Refusal refusal) implements ReviewDecision {}
}
