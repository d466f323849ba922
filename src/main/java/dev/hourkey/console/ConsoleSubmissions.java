package dev.hourkey.console;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.Submission;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.UUID;

/** Stores submissions from the console, with the same rate limit as those from the chat. */
@ApplicationScoped
class ConsoleSubmissions {
  private final Submissions submissions;
  private final ActionRateLimiter limiter;

  ConsoleSubmissions(Submissions submissions, ActionRateLimiter limiter) {
    this.submissions = submissions;
    this.limiter = limiter;
  }

  /** Stores what a user sends, and redirects them to the result. */
  Response take(PersonId user, UUID key, SubmissionCommand command) {
    count(user, key, command);
    return store(user, key, command);
  }

  /** Counts one more form of a user; refuses it if there were too many. */
  void count(PersonId user, UUID key, SubmissionCommand command) {
    limiter
        .refusal(user.value(), kind(command))
        .ifPresent(
            why -> {
              throw RateLimitExceededPage.of(why, key, command).asException();
            });
  }

  /** Counts one more form that a user opens, if opening it calls Slack or Graph. */
  void countOpening(PersonId user) {
    limiter
        .delay(user.value(), Kind.REQUESTING)
        .ifPresent(
            wait -> {
              throw ErrorPage.tooManyRequests(wait);
            });
  }

  /** Stores what was counted before. A form that is sent again, however late, has no effect. */
  Response store(PersonId user, UUID key, SubmissionCommand command) {
    String stored = stored(key.toString());
    if (submissions.taken(stored).isEmpty()) {
      submissions.take(stored, ChatUser.consoleUser(user), Optional.empty(), command);
    }
    return Response.seeOther(
            UriBuilder.fromPath("/console/my-access").queryParam("sent", key).build())
        .build();
  }

  /** The submission that this user sent with this key. */
  Optional<Submission> taken(ConsoleUser user, String key) {
    return Optional.of(key)
        .filter(given -> !given.isEmpty())
        .flatMap(given -> submissions.taken(stored(given)))
        .filter(one -> one.user().equals(ChatUser.consoleUser(user.id())));
  }

  private static String stored(String key) {
    return "console:" + key;
  }

  private static Kind kind(SubmissionCommand command) {
    return switch (command) {
      case SubmissionCommand.EndEarly _,
          SubmissionCommand.Cancel _,
          SubmissionCommand.Revoke _,
          SubmissionCommand.RevokeAll _,
          SubmissionCommand.SwitchGranting _ ->
          Kind.ENDING;
      case SubmissionCommand.NewRequest _,
          SubmissionCommand.Nudge _,
          SubmissionCommand.Approve _,
          SubmissionCommand.Deny _,
          SubmissionCommand.ReviewBreakGlass _ ->
          Kind.REQUESTING;
    };
  }
}
