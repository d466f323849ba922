package dev.hourkey.policy;

/** Why a decision does not count if the policy requires a sign-in for each decision. */
public sealed interface SignInRefusal extends Refusal.OfSignIn {
  /** Refuses somebody who clicked in the chat. */
  record NeedsSignIn() implements SignInRefusal {}

  /**
   * The policy now requires a sign-in that it did not require at the approval. Checked right before
   * the member is added, and when the policy changes.
   */
  record ApprovedWithoutSignIn() implements SignInRefusal {}

  @Override
  default String clause() {
    return switch (this) {
      case NeedsSignIn _ ->
          "a decision on this access needs a sign-in to Entra, so nothing was changed; decide in"
              + " Hourkey's console";
      case ApprovedWithoutSignIn _ ->
          "it was approved without the sign-in that the policy demands now";
    };
  }
}
