package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatGetPermalinkResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.notification.Notification.ApproversMentioned;
import dev.hourkey.request.ApproverMessage;
import dev.hourkey.request.CurrentApprovers;
import dev.hourkey.request.DecisionCard;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.DecisionCards;
import dev.hourkey.request.Recipients;
import dev.hourkey.request.Recipients.Candidates;
import dev.hourkey.request.UndeliveredCards;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Notifies the people who can decide on a card: mentions them in its thread, and sends a direct
 * message to those who are not in its channel, or to all of them if it cannot be posted there. A
 * message is deleted once another one has replaced it or nothing is left to decide.
 */
@ApplicationScoped
class ApproverMessenger {
  /**
   * How long to wait for all approvers to be known. After that, those who are known are notified.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final SlackApi slack;
  private final SlackPosts posts;
  private final DecisionCards cards;
  private final UndeliveredCards undelivered;
  private final CurrentApprovers approvers;
  private final ChannelMembers members;
  private final MessageDetailsLoader details;
  private final MessageRenderer renderer;
  private final Clock clock;

  ApproverMessenger(
      SlackApi slack,
      SlackPosts posts,
      DecisionCards cards,
      UndeliveredCards undelivered,
      CurrentApprovers approvers,
      ChannelMembers members,
      MessageDetailsLoader details,
      MessageRenderer renderer,
      Clock clock) {
    this.slack = slack;
    this.posts = posts;
    this.cards = cards;
    this.undelivered = undelivered;
    this.approvers = approvers;
    this.members = members;
    this.details = details;
    this.renderer = renderer;
    this.clock = clock;
  }

  /** Where the mention of approvers would be sent now. */
  Optional<Route> route(ApproversMentioned mention, Optional<Posted> posted) {
    Optional<Posted> existing = SlackPosts.existing(posted);
    Optional<DecisionCard> card = current(mention);
    if (card.isEmpty()) {
      return existing.map(one -> new Route(one.at().channel(), SlackPosts.DELETE));
    }
    return card.flatMap(DecisionCard::place).map(place -> route(place.channel(), existing));
  }

  /** Where the direct message to an approver would be sent now. */
  Optional<Route> route(UUID id, Optional<Posted> posted) {
    Optional<Posted> existing = SlackPosts.existing(posted);
    return cards
        .message(id)
        .flatMap(
            message ->
                isReplaced(message)
                    ? existing.map(one -> new Route(message.chatId(), SlackPosts.DELETE))
                    : Optional.of(route(message.chatId(), existing)));
  }

  private static Route route(String to, Optional<Posted> existing) {
    return new Route(to, existing.isPresent() ? SlackPosts.UPDATE : SlackPosts.POST);
  }

  /** The card, if this is the last notification of its approvers and something is undecided. */
  private Optional<DecisionCard> current(ApproversMentioned mention) {
    return cards
        .find(mention.subject())
        .filter(card -> card.number() == mention.number() && undecided(card.id()));
  }

  private boolean undecided(UUID card) {
    return !MultiRequestCard.pending(details.onCard(card)).isEmpty();
  }

  private boolean isReplaced(ApproverMessage message) {
    return cards.find(message.card()).filter(card -> card.number() == message.number()).isEmpty();
  }

  /** Mentions approvers in the thread of the card. */
  Delivery deliver(ApproversMentioned mention, Optional<Posted> posted) {
    Optional<Posted> existing = SlackPosts.existing(posted);
    Optional<DecisionCard> card = current(mention);
    if (card.isEmpty()) {
      return withdraw(posted);
    }
    if (card.get().place().isEmpty() && !card.get().unreachable()) {
      return new Delivery.Delivered(posted); // Sent again once the card is posted.
    }
    if (card.get().recipients().isEmpty()) {
      Candidates candidates = approvers.of(mention.subject());
      if (!candidates.complete()
          && clock.instant().isBefore(card.get().notifiedAt().plus(PATIENCE))) {
        return new Delivery.NotNow("it is unknown who can decide");
      }
      cards.resolve(card.get(), choose(card.get(), candidates), candidates);
    }
    return cards
        .find(mention.subject())
        .flatMap(now -> draw(now).map(message -> mention(now, message, existing)))
        .orElseGet(() -> withdraw(posted));
  }

  private Delivery withdraw(Optional<Posted> posted) {
    return SlackPosts.existing(posted)
        .map(one -> posts.delete(one.at()))
        .orElseGet(() -> new Delivery.Delivered(posted));
  }

  private Recipients choose(DecisionCard card, Candidates candidates) {
    Recipients chosen =
        Recipients.choose(
            candidates,
            card.occasion(),
            card.unreachable()
                ? Optional.of(Set.of())
                : card.place().flatMap(place -> members.of(place.channel())),
            card.told());
    return chosen.direct().isEmpty()
        ? chosen
        : card.place().flatMap(this::permalink).map(chosen::linkedTo).orElse(chosen);
  }

  private Optional<String> permalink(Place place) {
    return slack.call(
                "chat.getPermalink",
                methods ->
                    methods.chatGetPermalink(
                        r -> r.channel(place.channel()).messageTs(place.message())))
            instanceof Reply.Ok<ChatGetPermalinkResponse>(var response)
        ? Optional.ofNullable(response.getPermalink())
        : Optional.empty();
  }

  private Optional<SlackMessage> draw(DecisionCard card) {
    return card.place()
        .flatMap(
            place ->
                card.recipients()
                    .flatMap(
                        to ->
                            ApproverNotifications.mention(
                                card.occasion(), to, details.onCard(card.id()), place)));
  }

  private Delivery mention(DecisionCard card, SlackMessage message, Optional<Posted> existing) {
    if (existing.isPresent()) {
      return redraw(existing.get(), message);
    }
    Reply<ChatPostMessageResponse> sent = posts.send(message);
    if (sent instanceof Reply.Refused<?>(_, String error) && PostErrors.unreachable(error)) {
      undelivered.notPosted(card.id(), message.to(), error);
      return new Delivery.Delivered(Optional.empty()); // Sent again for the direct messages.
    }
    return SlackPosts.posted(sent, message);
  }

  private Delivery redraw(Posted posted, SlackMessage message) {
    return posted.digest().equals(Optional.of(message.digest()))
        ? new Delivery.Delivered(Optional.of(posted))
        : SlackPosts.updated(posts.update(posted.at(), message), posted.at(), message);
  }

  /** Sends one approver the card. The message stays when everything is decided, and says so. */
  Delivery deliver(UUID id, Optional<Posted> posted) {
    Optional<ApproverMessage> message = cards.message(id);
    if (message.isEmpty() || isReplaced(message.get())) {
      return withdraw(posted);
    }
    Optional<Posted> existing = SlackPosts.existing(posted);
    UUID card = message.get().card();
    if (existing.isEmpty() && !undecided(card)) {
      return new Delivery.Delivered(posted);
    }
    SlackMessage drawn = draw(card, message.get().chatId());
    return existing.map(one -> redraw(one, drawn)).orElseGet(() -> posts.post(drawn));
  }

  private SlackMessage draw(UUID card, String to) {
    List<RequestDetails> requests = details.onCard(card);
    SlackMessage drawn = renderer.card(card, requests, to);
    return MultiRequestCard.pending(requests).isEmpty()
        ? drawn
        : ApproverNotifications.direct(
            drawn, cards.find(card).flatMap(DecisionCard::recipients).flatMap(Recipients::link));
  }
}
