package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatPostEphemeralResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.notification.Messenger;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.DecisionCard;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Submission;
import dev.hourkey.request.Submissions;
import dev.hourkey.request.UndeliveredCards;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Posts and redraws messages in Slack. */
@ApplicationScoped
class SlackMessenger implements Messenger {
  private static final String EPHEMERAL = "chat.postEphemeral";

  private final SlackApi slack;
  private final SlackPosts posts;
  private final ApproverMessenger approvers;
  private final MessageRenderer renderer;
  private final Requests requests;
  private final Submissions submissions;
  private final UndeliveredCards cards;
  private final HomePublisher homes;
  private final DiscussionMessenger discussions;
  private final OperatorFallback copies;

  SlackMessenger(
      SlackApi slack,
      SlackPosts posts,
      ApproverMessenger approvers,
      MessageRenderer renderer,
      Requests requests,
      Submissions submissions,
      UndeliveredCards cards,
      HomePublisher homes,
      DiscussionMessenger discussions,
      OperatorFallback copies) {
    this.slack = slack;
    this.posts = posts;
    this.approvers = approvers;
    this.renderer = renderer;
    this.requests = requests;
    this.submissions = submissions;
    this.cards = cards;
    this.homes = homes;
    this.discussions = discussions;
    this.copies = copies;
  }

  /**
   * Slack limits messages per channel, and each method in the whole workspace. The destination is
   * the channel or person that the message is addressed to, before and after it was posted.
   */
  @Override
  public Optional<Route> route(Notification notification, Optional<Posted> posted) {
    if (notification instanceof Notification.Answer) {
      return submissions
          .find(notification.subject())
          .map(
              submission ->
                  submission
                      .channel()
                      .map(channel -> new Route(channel, EPHEMERAL))
                      .orElseGet(() -> new Route(submission.user().userId(), SlackPosts.POST)));
    }
    if (notification instanceof Notification.HomeChanged(UUID visit)) {
      return homes.route(visit);
    }
    if (notification instanceof Notification.DiscussionRelayed relayed) {
      return discussions.route(relayed, posted);
    }
    if (notification instanceof Notification.ApproversMentioned mention) {
      return approvers.route(mention, posted);
    }
    if (notification instanceof Notification.ApproverMessaged(UUID id)) {
      return approvers.route(id, posted);
    }
    return draw(notification, posted)
        .map(
            message ->
                new Route(message.to(), posted.isPresent() ? SlackPosts.UPDATE : SlackPosts.POST));
  }

  @Override
  public Delivery deliver(Notification notification, Optional<Posted> posted) {
    if (notification instanceof Notification.Answer) {
      return submissions
          .find(notification.subject())
          .map(this::answer)
          .orElseGet(
              () -> new Delivery.Undeliverable("there is no submission " + notification.subject()));
    }
    if (notification instanceof Notification.HomeChanged(UUID visit)) {
      return homes.deliver(visit);
    }
    if (notification instanceof Notification.DiscussionRelayed relayed) {
      return discussions.deliver(relayed, posted);
    }
    if (notification instanceof Notification.ApproversMentioned mention) {
      return approvers.deliver(mention, posted);
    }
    if (notification instanceof Notification.ApproverMessaged(UUID id)) {
      return approvers.deliver(id, posted);
    }
    return notification instanceof Notification.ForOperators shared
        ? copies.unlessPosted(shared, posted, () -> drawn(shared, posted))
        : drawn(notification, posted);
  }

  private Delivery drawn(Notification notification, Optional<Posted> posted) {
    return draw(notification, posted)
        .map(message -> deliver(notification, message, posted.map(Posted::at)))
        .orElseGet(() -> new Delivery.Delivered(posted));
  }

  /**
   * The message; nothing where there is nothing left to say, or where the posted message says it
   * already. The card of an undecided request is always drawn: only an update shows that somebody
   * has deleted it.
   */
  private Optional<SlackMessage> draw(Notification notification, Optional<Posted> posted) {
    if (posted.isEmpty() && isStale(notification)) {
      return Optional.empty();
    }
    return renderer
        .draw(notification)
        .filter(_ -> posted.isPresent() || renderer.shouldStillPost(notification))
        .filter(
            message ->
                !posted.flatMap(Posted::digest).equals(Optional.of(message.digest()))
                    || undecided(notification));
  }

  /** A card that was never posted is not posted once all its requests have ended without access. */
  private boolean isStale(Notification notification) {
    return notification instanceof Notification.DecisionWanted(UUID card)
        && requests.onCard(card).stream()
            .allMatch(
                request ->
                    !(request.state() instanceof RequestState.Pending
                        || request.state() instanceof RequestState.Approved));
  }

  private boolean undecided(Notification notification) {
    return notification instanceof Notification.DecisionWanted(UUID card)
        && requests.onCard(card).stream().anyMatch(SlackMessenger::undecided);
  }

  private static boolean undecided(AccessRequest request) {
    return request.state() instanceof RequestState.Pending;
  }

  private Delivery deliver(
      Notification notification, SlackMessage message, Optional<MessageRef> posted) {
    if (notification instanceof Notification.DecisionWanted(UUID card)) {
      return card(card, requests.onCard(card), message, posted);
    }
    return posted
        .map(ref -> SlackPosts.updated(posts.update(ref, message), ref, message))
        .orElseGet(() -> posts.post(message));
  }

  /**
   * The card of undecided requests must be visible, or nobody can decide. When its message is lost,
   * it is posted again, in the channel that the policy file names now. When that fails, operators
   * and the requester are told. A card whose requests are all decided is not posted again.
   */
  private Delivery card(
      UUID card, List<AccessRequest> requested, SlackMessage message, Optional<MessageRef> posted) {
    boolean pending = requested.stream().anyMatch(SlackMessenger::undecided);
    if (posted.isPresent()) {
      Reply<?> updated = posts.update(posted.get(), message);
      boolean lost = updated instanceof Reply.Refused<?>(_, String error) && PostErrors.lost(error);
      if (!lost) {
        noteVisible(card, requested, updated, posted.get());
        return SlackPosts.updated(updated, posted.get(), message);
      }
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + updated);
      }
    }
    Reply<ChatPostMessageResponse> sent = posts.send(message);
    if (sent instanceof Reply.Refused<?>(_, String error)
        && (PostErrors.unreachable(error) || PostErrors.permanent(error))) {
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + sent);
      }
      cards.notPosted(card, message.to(), error);
      return new Delivery.NotNow("the card in " + message.to() + ": " + error);
    } else if (sent instanceof Reply.Ok<ChatPostMessageResponse>(var response)) {
      cards.posted(card, new DecisionCard.Place(response.getChannel(), response.getTs()));
    }
    return SlackPosts.posted(sent, message);
  }

  /** An update that is accepted shows that a channel is no longer archived or hidden. */
  private void noteVisible(
      UUID card, List<AccessRequest> requested, Reply<?> updated, MessageRef at) {
    boolean wasClosed =
        requested.stream().flatMap(it -> it.cardProblem().stream()).anyMatch(PostErrors::closed);
    if (updated instanceof Reply.Ok<?> && wasClosed) {
      cards.posted(card, new DecisionCard.Place(at.channel(), at.message()));
    }
  }

  /** An answer is shown to its reader alone, where they clicked; otherwise as a direct message. */
  private Delivery answer(Submission submission) {
    SlackMessage message = renderer.answer(submission);
    String user = message.to();
    if (submission.channel().isEmpty()) {
      return answered(posts.post(message));
    }
    Reply<ChatPostEphemeralResponse> reply =
        slack.call(
            EPHEMERAL,
            methods ->
                methods.chatPostEphemeral(
                    r ->
                        r.channel(submission.channel().get())
                            .user(user)
                            .text(message.fallback())
                            .blocksAsString(BlockJson.of(message.blocks()))));
    return switch (reply) {
      case Reply.Ok<ChatPostEphemeralResponse> _ -> new Delivery.Delivered(Optional.empty());
      case Reply.Refused<ChatPostEphemeralResponse> _ -> answered(posts.post(message));
      case Reply.Unavailable<ChatPostEphemeralResponse>(String why, var retryAfter, _) ->
          new Delivery.HeldBack(EPHEMERAL, why, retryAfter);
    };
  }

  /** Each answer is a separate message, which is never updated. */
  private static Delivery answered(Delivery delivery) {
    return delivery instanceof Delivery.Delivered
        ? new Delivery.Delivered(Optional.empty())
        : delivery;
  }
}
