package dev.hourkey.slack;

import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.DecisionCard;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.DecisionCards;
import dev.hourkey.request.DiscussionMessage;
import dev.hourkey.request.Discussions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out who wrote about a request, and passes on what they wrote: from the thread of the card
 * to the requester, and from the requester's direct messages to the thread of the card.
 */
@ApplicationScoped
class DiscussionMessenger {
  private final Discussions discussions;
  private final DecisionCards cards;
  private final IdentityResolver identities;
  private final Persons persons;
  private final SlackPosts posts;

  DiscussionMessenger(
      Discussions discussions,
      DecisionCards cards,
      IdentityResolver identities,
      Persons persons,
      SlackPosts posts) {
    this.discussions = discussions;
    this.cards = cards;
    this.identities = identities;
    this.persons = persons;
    this.posts = posts;
  }

  /** Where it would be sent now; before its author is known, it counts where it was written. */
  Optional<Route> route(UUID id, Optional<Posted> posted) {
    return discussions
        .find(id)
        .map(
            message ->
                new Route(recipient(message).orElseGet(message::thread).channel(), method(posted)));
  }

  private static String method(Optional<Posted> posted) {
    return SlackPosts.existing(posted).isPresent() ? SlackPosts.UPDATE : SlackPosts.POST;
  }

  Delivery deliver(UUID id, Optional<Posted> posted) {
    Optional<DiscussionMessage> message = discussions.find(id);
    if (message.isEmpty()) {
      return new Delivery.Delivered(posted);
    }
    if (message.get().author().isEmpty()) {
      Optional<Delivery> open = identify(message.get(), posted);
      if (open.isPresent()) {
        return open.get();
      }
    }
    return discussions
        .find(id)
        .map(known -> passOn(known, SlackPosts.existing(posted)))
        .orElseGet(() -> new Delivery.Delivered(posted));
  }

  /** Empty once the author is known; bots, strangers and people without an account have no say. */
  private Optional<Delivery> identify(DiscussionMessage message, Optional<Posted> posted) {
    try {
      return switch (identities.identifyToShow(message.writer())) {
        case Identification.Known known -> {
          discussions.identified(message.id(), known.person().id());
          yield Optional.empty();
        }
        case Identification.Refused _ -> {
          discussions.ignored(message.id());
          yield Optional.of(new Delivery.Delivered(posted));
        }
        case Identification.Missing _ ->
            Optional.of(new Delivery.NotNow("Entra does not show the author of a message"));
      };
    } catch (DirectoryFailure failure) {
      return Optional.of(new Delivery.NotNow(failure.forLog()));
    }
  }

  private Delivery passOn(DiscussionMessage message, Optional<Posted> existing) {
    if (message.deletedAt().isPresent()) {
      return existing
          .map(one -> posts.delete(one.at()))
          .orElseGet(() -> new Delivery.Delivered(Optional.empty()));
    }
    Optional<Place> to = existing.isPresent() ? destination(message) : recipient(message);
    Optional<SlackMessage> drawn = to.flatMap(thread -> draw(message, thread));
    if (drawn.isEmpty()) {
      return new Delivery.Delivered(existing);
    }
    return existing
        .map(one -> SlackPosts.updated(posts.update(one.at(), drawn.get()), one.at(), drawn.get()))
        .orElseGet(() -> posts.post(drawn.get()));
  }

  private Optional<SlackMessage> draw(DiscussionMessage message, Place to) {
    boolean edited = message.editedAt().isPresent();
    return message
        .author()
        .flatMap(persons::find)
        .map(Person::name)
        .map(
            author ->
                onCard(message)
                    ? DiscussionMessages.toRequester(author, message.text(), edited, to)
                    : DiscussionMessages.toApprovers(author, message.text(), edited, to));
  }

  /**
   * The thread in which it is passed on. Nowhere if the requester reads the thread of the card:
   * Slack notifies those who have written in a thread.
   */
  private Optional<Place> recipient(DiscussionMessage message) {
    Optional<PersonId> requester = discussions.requester(message.card());
    boolean readsIt =
        onCard(message)
            && discussions.about(message.card()).stream()
                .filter(this::onCard)
                .anyMatch(one -> one.author().equals(requester));
    return readsIt ? Optional.empty() : destination(message);
  }

  private Optional<Place> destination(DiscussionMessage message) {
    return onCard(message)
        ? discussions.requesterThread(message.card())
        : cards.find(message.card()).flatMap(DecisionCard::place);
  }

  private boolean onCard(DiscussionMessage message) {
    return cards
        .find(message.card())
        .flatMap(DecisionCard::place)
        .equals(Optional.of(message.thread()));
  }
}
