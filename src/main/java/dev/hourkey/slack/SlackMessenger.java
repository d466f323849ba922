package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatPostEphemeralResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.notification.Messenger;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Submission;
import dev.hourkey.request.UndeliveredCards;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Posts and redraws messages in Slack. */
@ApplicationScoped
class SlackMessenger implements Messenger {
  private static final String POST = "chat.postMessage";
  private static final String UPDATE = "chat.update";
  private static final String EPHEMERAL = "chat.postEphemeral";

  private final SlackApi slack;
  private final MessageRenderer renderer;
  private final Requests requests;
  private final Inbox inbox;
  private final UndeliveredCards cards;
  private final HomePublisher homes;
  private final AlarmCopies copies;

  SlackMessenger(
      SlackApi slack,
      MessageRenderer renderer,
      Requests requests,
      Inbox inbox,
      UndeliveredCards cards,
      HomePublisher homes,
      AlarmCopies copies) {
    this.slack = slack;
    this.renderer = renderer;
    this.requests = requests;
    this.inbox = inbox;
    this.cards = cards;
    this.homes = homes;
    this.copies = copies;
  }

  /**
   * Slack limits messages per channel, and each method in the whole workspace. The destination is
   * the channel or person that the message is addressed to, before and after it was posted.
   */
  @Override
  public Optional<Route> route(Notification notification, Optional<Posted> posted) {
    if (notification instanceof Notification.Answer) {
      return inbox
          .find(notification.subject())
          .map(
              submission ->
                  submission
                      .channel()
                      .map(channel -> new Route(channel, EPHEMERAL))
                      .orElseGet(() -> new Route(submission.user().userId(), POST)));
    }
    if (notification instanceof Notification.HomeChanged(UUID visit)) {
      return homes.route(visit);
    }
    return draw(notification, posted)
        .map(message -> new Route(message.to(), posted.isPresent() ? UPDATE : POST));
  }

  @Override
  public Delivery deliver(Notification notification, Optional<Posted> posted) {
    if (notification instanceof Notification.Answer) {
      return inbox
          .find(notification.subject())
          .map(this::answer)
          .orElseGet(
              () -> new Delivery.Undeliverable("there is no submission " + notification.subject()));
    }
    if (notification instanceof Notification.HomeChanged(UUID visit)) {
      return homes.deliver(visit);
    }
    return notification instanceof Notification.Alarm alarm
        ? copies.unlessPosted(alarm, posted, () -> drawn(alarm, posted))
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
    return renderer
        .draw(notification)
        .filter(_ -> posted.isPresent() || renderer.worthPosting(notification))
        .filter(
            message ->
                !posted.flatMap(Posted::digest).equals(Optional.of(message.digest()))
                    || undecided(notification));
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
        .map(ref -> updated(update(ref, message), ref, message))
        .orElseGet(() -> sent(send(message), message));
  }

  /**
   * The card of undecided requests must be visible, or nobody can decide. When its message is lost,
   * it is posted again, in the channel that the policy file names now. When that fails, operators
   * and the requester are told. A card of which all is decided is not posted again.
   */
  private Delivery card(
      UUID card, List<AccessRequest> requested, SlackMessage message, Optional<MessageRef> posted) {
    boolean pending = requested.stream().anyMatch(SlackMessenger::undecided);
    if (posted.isPresent()) {
      Reply<?> updated = update(posted.get(), message);
      boolean lost = updated instanceof Reply.Refused<?>(_, String error) && PostErrors.lost(error);
      if (!lost) {
        return updated(updated, posted.get(), message);
      }
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + updated);
      }
    }
    Reply<ChatPostMessageResponse> sent = send(message);
    if (sent instanceof Reply.Refused<?>(_, String error) && PostErrors.unreachable(error)) {
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + sent);
      }
      cards.notPosted(card, message.to(), error);
    } else if (sent instanceof Reply.Ok<?>
        && requested.stream().anyMatch(request -> request.cardProblem().isPresent())) {
      cards.posted(card);
    }
    return sent(sent, message);
  }

  private Reply<ChatPostMessageResponse> send(SlackMessage message) {
    return slack.call(
        POST,
        methods ->
            methods.chatPostMessage(
                r ->
                    r.channel(message.to())
                        .text(message.fallback())
                        .blocksAsString(BlockJson.of(message.blocks()))
                        .threadTs(message.thread().orElse(null))
                        .unfurlLinks(false)
                        .unfurlMedia(false)));
  }

  private static Delivery sent(Reply<ChatPostMessageResponse> reply, SlackMessage message) {
    return switch (reply) {
      case Reply.Ok<ChatPostMessageResponse>(var response) ->
          delivered(new MessageRef(response.getChannel(), response.getTs()), message);
      case Reply.Refused<ChatPostMessageResponse> refused ->
          PostErrors.delivery(refused, message.to());
      case Reply.Unavailable<ChatPostMessageResponse>(String why, var retryAfter) ->
          new Delivery.HeldBack(POST, why, retryAfter);
    };
  }

  private Reply<?> update(MessageRef posted, SlackMessage message) {
    Reply<?> reply = update(posted, message.text(), message.blocks());
    return reply instanceof Reply.Refused<?>(_, String error) && PostErrors.needsRichText(error)
        ? update(posted, message.text(), Block.withRichText(message.blocks(), message.text()))
        : reply;
  }

  private Reply<?> update(MessageRef posted, String text, List<Block> blocks) {
    return slack.call(
        UPDATE,
        methods ->
            methods.chatUpdate(
                r ->
                    r.channel(posted.channel())
                        .ts(posted.message())
                        .text(SlackText.fallback(text))
                        .blocksAsString(BlockJson.of(blocks))));
  }

  private static Delivery updated(Reply<?> reply, MessageRef posted, SlackMessage message) {
    return switch (reply) {
      case Reply.Ok<?> _ -> delivered(posted, message);
      case Reply.Refused<?> refused -> PostErrors.delivery(refused, posted.channel());
      case Reply.Unavailable<?>(String why, var retryAfter) ->
          new Delivery.HeldBack(UPDATE, why, retryAfter);
    };
  }

  private static Delivery delivered(MessageRef at, SlackMessage message) {
    return new Delivery.Delivered(Optional.of(new Posted(at, Optional.of(message.digest()))));
  }

  /** An answer is shown to its reader alone, where they clicked; otherwise as a direct message. */
  private Delivery answer(Submission submission) {
    SlackMessage message = renderer.answer(submission);
    String user = message.to();
    if (submission.channel().isEmpty()) {
      return answered(sent(send(message), message));
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
      case Reply.Refused<ChatPostEphemeralResponse> _ -> answered(sent(send(message), message));
      case Reply.Unavailable<ChatPostEphemeralResponse>(String why, var retryAfter) ->
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
