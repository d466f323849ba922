package dev.hourkey.request;

import java.util.Optional;

/** What became of a submission. */
public sealed interface SubmissionOutcome {
  /** The request waits for its approvers. */
  record Submitted() implements SubmissionOutcome {}

  /** The policy asks nobody; the grant is open. */
  record GrantedAtOnce() implements SubmissionOutcome {}

  /** The word on a request was counted. */
  record Reviewed() implements SubmissionOutcome {}

  /** The request is withdrawn, or the grant is ending, as its owner wished. */
  record Obeyed() implements SubmissionOutcome {}

  /** Somebody else's grant is ending; the sender is told. */
  record Revoked(String said) implements SubmissionOutcome {}

  /** It cannot be judged yet, for this reason, and will be retried. */
  record NotYet(String reason) implements SubmissionOutcome {}

  /** Nothing changed, for this reason. */
  record Refused(String reason) implements SubmissionOutcome {}

  /** What the sender has to be told apart from the cards that are redrawn anyway. */
  default Optional<String> answer() {
    return switch (this) {
      case Submitted _, GrantedAtOnce _, Reviewed _, Obeyed _, NotYet _ -> Optional.empty();
      case Revoked(String said) -> Optional.of(said);
      case Refused(String reason) -> Optional.of(reason);
    };
  }
}
