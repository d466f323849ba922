package dev.hourkey.request;

/** Why a requester can't remind the approvers now. */
sealed interface NudgeRefusal extends SubmissionRefusal.InOwnFile {
  record NotRequester() implements NudgeRefusal {}

  record TooEarly() implements NudgeRefusal {}

  /** The chat has not accepted its card yet. */
  record NotNotifiedYet() implements NudgeRefusal {}

  @Override
  default String sentence() {
    return switch (this) {
      case NotRequester _ -> "Only the requester can remind the approvers of this request.";
      case TooEarly _ ->
          "The approvers were notified a moment ago. You can remind them once the request has"
              + " waited for 5 minutes.";
      case NotNotifiedYet _ ->
          "The approvers have not been notified yet, because the chat has not accepted the card."
              + " Hourkey keeps trying; you can remind them afterwards.";
    };
  }
}
