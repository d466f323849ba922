package dev.hourkey.console;

import dev.hourkey.person.ChatUser;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.Submission;
import dev.hourkey.request.SubmissionCommand;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of a form that the visitor sent.
 *
 * @param open whether it is still to be processed
 * @param refused whether nothing came of it
 * @param again whether it was a request that can be corrected and sent again
 */
record Sent(String key, String sentence, boolean open, boolean refused, boolean again) {
  /** Stores what a visitor sends, and leads them to what becomes of it. */
  static Response take(Inbox inbox, Visitor visitor, UUID key, SubmissionCommand command) {
    inbox.take("console:" + key, ChatUser.signedIn(visitor.id()), Optional.empty(), command);
    return Response.seeOther(
            UriBuilder.fromPath("/console/my-access").queryParam("sent", key).build())
        .build();
  }

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
        submission.open(),
        submission.refused(),
        submission.refused()
            && submission.command() instanceof SubmissionCommand.NewRequest request
            && request.extending().isEmpty());
  }

  private static String done(SubmissionCommand command) {
    return switch (command) {
      case SubmissionCommand.NewRequest _ -> "Your request is submitted.";
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
