package dev.hourkey.policy;

/** What another version of the policy means for a request that is not decided. */
public sealed interface PendingDecision {
  /**
   * It goes on.
   *
   * @param progress how far its approval is under the new policy
   */
  record Continues(ApprovalProgress progress) implements PendingDecision {}

  /** It can no longer be granted. */
  record Ends(Refusal refusal) implements PendingDecision {}

  /** The directory does not show what this depends on of an account. */
  record Unknown() implements PendingDecision {}
}
