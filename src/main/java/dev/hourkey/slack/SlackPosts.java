package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Posts, updates and deletes messages in Slack. */
@ApplicationScoped
class SlackPosts {
  static final String POST = "chat.postMessage";
  static final String UPDATE = "chat.update";
  static final String DELETE = "chat.delete";

  /** The digest of a deleted message. */
  private static final Optional<String> DELETED = Optional.of("deleted");

  private final SlackApi slack;

  SlackPosts(SlackApi slack) {
    this.slack = slack;
  }

  Delivery post(SlackMessage message) {
    return posted(send(message), message);
  }

  Reply<ChatPostMessageResponse> send(SlackMessage message) {
    Reply<ChatPostMessageResponse> reply = send(message, message.blocks());
    List<Block> plain = Block.withoutCharts(message.blocks());
    return plain.size() < message.blocks().size()
            && reply instanceof Reply.Refused<?>(_, String error)
            && error.startsWith("invalid_blocks")
        ? send(message, plain)
        : reply;
  }

  private Reply<ChatPostMessageResponse> send(SlackMessage message, List<Block> blocks) {
    return slack.call(
        POST,
        methods ->
            methods.chatPostMessage(
                r ->
                    r.channel(message.to())
                        .text(message.fallback())
                        .blocksAsString(BlockJson.of(blocks))
                        .threadTs(message.thread().orElse(null))
                        .unfurlLinks(false)
                        .unfurlMedia(false)));
  }

  static Delivery posted(Reply<ChatPostMessageResponse> reply, SlackMessage message) {
    return switch (reply) {
      case Reply.Ok<ChatPostMessageResponse>(var response) ->
          shown(new MessageRef(response.getChannel(), response.getTs()), message);
      case Reply.Refused<ChatPostMessageResponse> refused ->
          PostErrors.delivery(refused, message.to());
      case Reply.Unavailable<ChatPostMessageResponse>(String why, var retryAfter, _) ->
          new Delivery.HeldBack(POST, why, retryAfter);
    };
  }

  Reply<?> update(MessageRef posted, SlackMessage message) {
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

  static Delivery updated(Reply<?> reply, MessageRef posted, SlackMessage message) {
    return switch (reply) {
      case Reply.Ok<?> _ -> shown(posted, message);
      case Reply.Refused<?> refused -> PostErrors.delivery(refused, posted.channel());
      case Reply.Unavailable<?>(String why, var retryAfter, _) ->
          new Delivery.HeldBack(UPDATE, why, retryAfter);
    };
  }

  private static Delivery shown(MessageRef at, SlackMessage message) {
    return new Delivery.Delivered(Optional.of(new Posted(at, Optional.of(message.digest()))));
  }

  /** Deletes a message. Does nothing if Slack no longer has it or does not allow deleting it. */
  Delivery delete(MessageRef posted) {
    Reply<?> reply =
        slack.call(
            DELETE,
            methods -> methods.chatDelete(r -> r.channel(posted.channel()).ts(posted.message())));
    return switch (reply) {
      case Reply.Refused<?> refused when PostErrors.affectsAll(refused.error()) ->
          PostErrors.delivery(refused, posted.channel());
      case Reply.Ok<?> _, Reply.Refused<?> _ ->
          new Delivery.Delivered(Optional.of(new Posted(posted, DELETED)));
      case Reply.Unavailable<?>(String why, var retryAfter, _) ->
          new Delivery.HeldBack(DELETE, why, retryAfter);
    };
  }

  /** The message, unless it was deleted. */
  static Optional<Posted> existing(Optional<Posted> posted) {
    return posted.filter(one -> !one.digest().equals(DELETED));
  }
}
