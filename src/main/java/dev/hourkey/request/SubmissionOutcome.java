package dev.hourkey.request;

/** The outcome of processing a submission. */
sealed interface SubmissionOutcome {
  /** The request waits for its approvers. */
  record Submitted() implements SubmissionOutcome {}

  /** The policy needs no approval; the grant is open. */
  record GrantedAtOnce() implements SubmissionOutcome {}

  /** The approval or denial was counted. */
  record Reviewed() implements SubmissionOutcome {}

  /** The submission is processed for each of the requests that it is about. */
  record Split() implements SubmissionOutcome {}

  /** The request is cancelled. */
  record Cancelled() implements SubmissionOutcome {}

  /** The approvers are reminded. */
  record Nudged() implements SubmissionOutcome {}

  /** The grant is ending. */
  record Ending() implements SubmissionOutcome {}

  /** Granting is paused or resumed. */
  record Switched() implements SubmissionOutcome {}

  /** Another attempt has processed the submission in the meantime; nothing changed. */
  record AlreadyProcessed() implements SubmissionOutcome {}

  /** The submission cannot be processed yet, for this reason, and will be retried. */
  record NotYet(String reason) implements SubmissionOutcome {}

  /** Another approval was counted at the same moment; nothing changed, and it is checked again. */
  record Overtaken() implements SubmissionOutcome {}

  /** Nothing changed. */
  record Refused(SubmissionRefusal refusal) implements SubmissionOutcome {}
}
