package dev.hourkey.request;

import dev.hourkey.person.SignInProof;
import dev.hourkey.policy.Vote;
import java.time.Duration;
import java.util.Optional;

/** What a reviewer wants to do, and what they proved for it. */
sealed interface WantedReview {
  /**
   * Approves the request.
   *
   * @param shorter for how long, if for less time than was requested
   */
  record Approve(Optional<Duration> shorter, String comment, Optional<SignInProof> signIn)
      implements WantedReview {}

  record Deny(String reason, Optional<SignInProof> signIn) implements WantedReview {}

  /** The comment with an approval, which may be empty, or the reason for a denial. */
  default String text() {
    return switch (this) {
      case Approve(_, String comment, _) -> comment;
      case Deny(String reason, _) -> reason;
    };
  }

  /** The sign-in for this decision; empty for a click in the chat. */
  Optional<SignInProof> signIn();

  default Vote vote() {
    return this instanceof Deny ? Vote.DENY : Vote.APPROVE;
  }

  /** For how long the access would be granted. */
  default Duration duration(AccessRequest request) {
    return this instanceof Approve(Optional<Duration> shorter, _, _)
        ? shorter.orElse(request.duration())
        : request.duration();
  }
}
