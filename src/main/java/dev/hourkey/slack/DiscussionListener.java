package dev.hourkey.slack;

import com.slack.api.app_backend.events.payload.EventsApiPayload;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.DiscussionThreads;
import dev.hourkey.request.Discussions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Receives what people write in channels and direct messages that Hourkey may read, and stores
 * messages in the thread of a request.
 */
@ApplicationScoped
class DiscussionListener {
  private static final String COMMANDS = " Type `/aws-access help` to see what it can do.";

  private final SlackConfig config;
  private final WorkspaceGuard workspace;
  private final Discussions discussions;
  private final DiscussionThreads threads;
  private final ActionRateLimiter limiter;
  private final EphemeralMessages ephemeral;

  DiscussionListener(
      SlackConfig config,
      WorkspaceGuard workspace,
      Discussions discussions,
      DiscussionThreads threads,
      ActionRateLimiter limiter,
      EphemeralMessages ephemeral) {
    this.config = config;
    this.workspace = workspace;
    this.discussions = discussions;
    this.threads = threads;
    this.limiter = limiter;
    this.ephemeral = ephemeral;
  }

  /** Returns true once there is nothing left to store. Otherwise, Slack sends the message again. */
  boolean take(EventsApiPayload<?> event, IncomingMessage message) {
    workspace
        .sender(event.getTeamId(), event.getEnterpriseId(), message.team(), message.user())
        .ifPresent(
            writer -> {
              if (config.discussions()) {
                take(message, writer);
              } else if (message.direct()
                  && message.change() instanceof Discussions.Change.Written) {
                explain(
                    message,
                    "Nobody sees your message: Hourkey does not read messages here." + COMMANDS);
              }
            });
    return true;
  }

  private void take(IncomingMessage message, ChatUser writer) {
    boolean deleted = message.change() instanceof Discussions.Change.Deleted;
    List<UUID> cards =
        message
            .thread()
            .map(thread -> new Place(message.at().channel(), thread))
            .filter(thread -> deleted || !threads.isOfFormerApprover(thread))
            .map(threads::discussedIn)
            .orElseGet(List::of);
    boolean written = message.change() instanceof Discussions.Change.Written;
    if (cards.isEmpty()) {
      if (message.direct() && written) {
        explain(
            message,
            "Nobody sees your message. To discuss a request, reply in the thread of Hourkey's"
                + " message about it."
                + COMMANDS);
      }
    } else if (!deleted && limiter.refusal(writer.userId(), Kind.WRITING).isPresent()) {
      explain(
          message,
          "Too many messages in a minute: Hourkey did not keep or pass on your last message or"
              + " edit. Wait a few seconds and send it again.");
    } else {
      String thread = message.thread().orElseThrow();
      cards.forEach(
          card -> discussions.receive(card, message.at(), thread, writer, message.change()));
    }
  }

  private void explain(IncomingMessage message, String sentence) {
    if (limiter.mayExplain(message.user())) {
      ephemeral.later(
          new ReplyTo(message.user(), Optional.of(message.at().channel()), Optional.empty()),
          sentence);
    }
  }
}
