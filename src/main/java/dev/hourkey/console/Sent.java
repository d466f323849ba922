package dev.hourkey.console;

import dev.hourkey.request.Submission;
import dev.hourkey.request.SubmissionCommand;
import java.util.List;

/**
 * What became of a form that the visitor sent.
 *
 * @param refusals why some of several entitlements are not requested, one sentence each
 * @param open whether it is still to be processed
 * @param refused whether nothing came of it
 * @param again whether it was a request that can be corrected and sent again
 */
record Sent(
    String key,
    String sentence,
    List<String> refusals,
    boolean open,
    boolean refused,
    boolean again) {
  static Sent of(Submission submission, String key) {
    String sentence =
        submission
            .answer()
            .orElseGet(
                () ->
                    submission.open()
                        ? "It is stored, and being processed."
                        : done(submission.command()));
    return new Sent(
        key,
        sentence,
        submission.answer().isPresent() ? List.of() : submission.refusals(),
        submission.open(),
        submission.refused(),
        submission.refused()
            && submission.command() instanceof SubmissionCommand.NewRequest request
            && request.extending().isEmpty());
  }

  private static String done(SubmissionCommand command) {
    return switch (command) {
      case SubmissionCommand.NewRequest request ->
          request.entitlements().size() == 1
              ? "Your request is submitted."
              : "Your requests are submitted.";
      case SubmissionCommand.EndEarly _ -> "Your access is ending.";
      case SubmissionCommand.Cancel _ -> "Your request is cancelled.";
      case SubmissionCommand.Nudge _,
          SubmissionCommand.Approve _,
          SubmissionCommand.Deny _,
          SubmissionCommand.Revoke _,
          SubmissionCommand.RevokeAll _,
          SubmissionCommand.SwitchGranting _,
          SubmissionCommand.ReviewBreakGlass _ ->
          "Done.";
    };
  }
}
