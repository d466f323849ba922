package dev.hourkey.policy;

/** Why a decision does not count where the policy demands a sign-in with each one. */
public sealed interface SignInRefusal extends Refusal.OfSignIn {
  /** To somebody who clicked in the chat. */
  record NeedsSignIn() implements SignInRefusal {}

  /** At the add, and when the policy changes: it did not demand a sign-in at the approval. */
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
