package dev.hourkey.slack;

import com.slack.api.app_backend.events.payload.EventsApiPayload;
import com.slack.api.bolt.App;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.event.Event;
import com.slack.api.model.event.MessageChangedEvent;
import com.slack.api.model.event.MessageDeletedEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.model.event.MessageFileShareEvent;
import com.slack.api.model.event.MessageThreadBroadcastEvent;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.Discussions.Change;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message that a person wrote, as Slack reports it.
 *
 * @param thread the message that began its thread; empty if it is in none
 * @param user who wrote it
 * @param team the user's workspace, if Slack names it
 * @param direct whether it was written to Hourkey alone
 */
record IncomingMessage(
    Place at,
    Optional<String> thread,
    String user,
    @Nullable String team,
    boolean direct,
    Change change) {
  /** How many characters of a message are kept; Slack allows many more. */
  static final int LONGEST = 3000;

  /**
   * Receives everything that people write.
   *
   * @param store answers the event
   */
  static void listen(App bolt, BiFunction<EventsApiPayload<?>, IncomingMessage, Response> store) {
    listen(bolt, MessageEvent.class, IncomingMessage::of, store);
    listen(bolt, MessageThreadBroadcastEvent.class, IncomingMessage::of, store);
    listen(bolt, MessageFileShareEvent.class, IncomingMessage::of, store);
    listen(bolt, MessageChangedEvent.class, IncomingMessage::of, store);
    listen(bolt, MessageDeletedEvent.class, IncomingMessage::of, store);
  }

  private static <E extends Event> void listen(
      App bolt,
      Class<E> kind,
      Function<E, Optional<IncomingMessage>> read,
      BiFunction<EventsApiPayload<?>, IncomingMessage, Response> store) {
    bolt.event(
        kind,
        (payload, context) ->
            read.apply(payload.getEvent())
                .map(message -> store.apply(payload, message))
                .orElseGet(context::ack));
  }

  static Optional<IncomingMessage> of(MessageEvent event) {
    return of(
        event.getChannel(),
        event.getTs(),
        event.getThreadTs(),
        event.getBotId() == null ? event.getUser() : null,
        event.getTeam(),
        event.getChannelType(),
        new Change.Written(text(event.getText())));
  }

  /** A reply that its author also sent to the channel. */
  static Optional<IncomingMessage> of(MessageThreadBroadcastEvent event) {
    return of(
        event.getChannel(),
        event.getTs(),
        event.getThreadTs(),
        event.getUser(),
        null,
        event.getChannelType(),
        new Change.Written(text(event.getText())));
  }

  /** A message with files; only its text is kept. */
  static Optional<IncomingMessage> of(MessageFileShareEvent event) {
    return of(
        event.getChannel(),
        event.getTs(),
        event.getThreadTs(),
        event.getUser(),
        null,
        event.getChannelType(),
        new Change.Written(text(event.getText())));
  }

  /** Slack also sends this event when it adds a link's preview, or when a thread gets a reply. */
  static Optional<IncomingMessage> of(MessageChangedEvent event) {
    MessageChangedEvent.Message now = event.getMessage();
    return now == null || now.getEdited() == null
        ? Optional.empty()
        : of(
            event.getChannel(),
            now.getTs(),
            now.getThreadTs(),
            now.getBotId() == null ? now.getUser() : null,
            now.getTeam(),
            event.getChannelType(),
            new Change.Edited(text(now.getText()), moment(now.getEdited().getTs())));
  }

  static Optional<IncomingMessage> of(MessageDeletedEvent event) {
    MessageDeletedEvent.Message before = event.getPreviousMessage();
    return before == null
        ? Optional.empty()
        : of(
            event.getChannel(),
            event.getDeletedTs(),
            before.getThreadTs(),
            before.getBotId() == null ? before.getUser() : null,
            before.getTeam(),
            event.getChannelType(),
            new Change.Deleted());
  }

  private static Optional<IncomingMessage> of(
      String channel,
      String ts,
      @Nullable String thread,
      @Nullable String user,
      @Nullable String team,
      @Nullable String channelType,
      Change change) {
    return user == null
        ? Optional.empty()
        : Optional.of(
            new IncomingMessage(
                new Place(channel, ts),
                Optional.ofNullable(thread).filter(root -> !root.equals(ts)),
                user,
                team,
                "im".equals(channelType),
                change));
  }

  private static String text(@Nullable String delivered) {
    String typed = delivered == null ? "" : CommandWords.typed(delivered);
    return typed.isEmpty() ? "(no words)" : SlackText.cut(typed, LONGEST);
  }

  private static Instant moment(String ts) {
    BigDecimal seconds = new BigDecimal(ts);
    return Instant.ofEpochSecond(
        seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
  }
}
