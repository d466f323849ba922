package dev.hourkey.console;

import dev.hourkey.person.ChatUser;
import dev.hourkey.request.StepUpDecisions;
import dev.hourkey.request.Submission;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of a form that the user sent.
 *
 * @param refusals why some of several entitlements are not requested, one sentence each
 * @param open whether it is still to be processed
 * @param refused whether it was refused
 * @param again whether it was a request that can be corrected and sent again
 */
record SubmissionResult(
    String key,
    String sentence,
    List<String> refusals,
    boolean open,
    boolean refused,
    boolean again) {
  static SubmissionResult of(Submission submission, String key) {
    String sentence =
        submission
            .answer()
            .orElseGet(
                () ->
                    submission.open()
                        ? "It was saved and is being processed."
                        : done(submission.command()));
    return new SubmissionResult(
        key,
        sentence,
        submission.answer().isPresent() ? List.of() : submission.refusals(),
        submission.open(),
        submission.refused(),
        submission.refused()
            && submission.command() instanceof SubmissionCommand.NewRequest request
            && request.extending().isEmpty());
  }

  /** The result of a decision; null if the user sent no such decision. */
  static @Nullable SubmissionResult ofDecision(
      Submissions submissions, ConsoleUser user, @Nullable UUID id) {
    return Optional.ofNullable(id)
        .flatMap(one -> submissions.taken(StepUpDecisions.key(one)))
        .filter(one -> one.user().equals(ChatUser.consoleUser(user.id())))
        .map(one -> ofParts(one, submissions.partsOf(one.id()), String.valueOf(id)))
        .orElse(null);
  }

  /**
   * The same for a submission about several requests. It says what was refused for some of them.
   *
   * @param parts those for each request; empty if it is about one
   */
  private static SubmissionResult ofParts(Submission whole, List<Submission> parts, String key) {
    return parts.stream()
        .filter(Submission::open)
        .findFirst()
        .or(() -> parts.stream().filter(Submission::refused).findFirst())
        .map(one -> of(one, key))
        .orElseGet(() -> of(whole, key));
  }

  private static String done(SubmissionCommand command) {
    return switch (command) {
      case SubmissionCommand.Approve _ -> "Your approval was recorded.";
      case SubmissionCommand.Deny _ -> "The request was denied.";
      case SubmissionCommand.NewRequest request ->
          request.entitlements().size() == 1
              ? "Your request was submitted."
              : "Your requests were submitted.";
      case SubmissionCommand.EndEarly _ -> "Your access is ending.";
      case SubmissionCommand.Cancel _ -> "Your request was cancelled.";
      case SubmissionCommand.Nudge _,
          SubmissionCommand.Revoke _,
          SubmissionCommand.RevokeAll _,
          SubmissionCommand.SwitchGranting _,
          SubmissionCommand.ReviewBreakGlass _ ->
          "Done.";
    };
  }
}
