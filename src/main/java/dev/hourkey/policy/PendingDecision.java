package dev.hourkey.policy;

/** The effect of another version of the policy on an undecided request. */
public sealed interface PendingDecision {
  /**
   * The request stays pending.
   *
   * @param progress the progress of its approval under the new policy
   */
  record Continues(ApprovalProgress progress) implements PendingDecision {}

  /** The request can no longer be granted. */
  record Ends(Refusal refusal) implements PendingDecision {}

  /** The directory does not show the account data that this depends on. */
  record Unknown() implements PendingDecision {}
}
