package dev.hourkey.slack;

import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.notification.Notification.DiscussionRelayed;
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
import dev.hourkey.request.DiscussionThreads;
import dev.hourkey.request.Discussions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Identifies the author of a message about a request, and passes the message on to the other
 * threads in which the request is discussed: the thread of the card, the threads of the direct
 * messages that bring it to approvers, and the threads of the messages to the requester and to the
 * person who requested it for them.
 */
@ApplicationScoped
class DiscussionMessenger {
  private final Discussions discussions;
  private final DiscussionThreads threads;
  private final DecisionCards cards;
  private final IdentityResolver identities;
  private final Persons persons;
  private final SlackPosts posts;

  DiscussionMessenger(
      Discussions discussions,
      DiscussionThreads threads,
      DecisionCards cards,
      IdentityResolver identities,
      Persons persons,
      SlackPosts posts) {
    this.discussions = discussions;
    this.threads = threads;
    this.cards = cards;
    this.identities = identities;
    this.persons = persons;
    this.posts = posts;
  }

  /**
   * Where the message would be sent now. If it would not be passed on, or its author is not known
   * yet, this is the channel in which it was written.
   */
  Optional<Route> route(DiscussionRelayed relayed, Optional<Posted> posted) {
    return discussions
        .find(relayed.subject())
        .map(
            message ->
                new Route(
                    recipient(message, relayed.thread()).orElseGet(message::thread).channel(),
                    method(posted)));
  }

  private static String method(Optional<Posted> posted) {
    return SlackPosts.existing(posted).isPresent() ? SlackPosts.UPDATE : SlackPosts.POST;
  }

  Delivery deliver(DiscussionRelayed relayed, Optional<Posted> posted) {
    UUID id = relayed.subject();
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
        .map(known -> passOn(known, relayed.thread(), SlackPosts.existing(posted)))
        .orElseGet(() -> new Delivery.Delivered(posted));
  }

  /**
   * Empty once the author is known; messages of bots, strangers and people without an account are
   * not passed on.
   */
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

  private Delivery passOn(DiscussionMessage message, int thread, Optional<Posted> existing) {
    if (message.deletedAt().isPresent()) {
      return existing
          .map(one -> posts.delete(one.at()))
          .orElseGet(() -> new Delivery.Delivered(Optional.empty()));
    }
    Optional<Place> to =
        existing.isPresent()
            ? existing
                .filter(_ -> threads.isRead(message.card(), thread))
                .map(one -> new Place(one.at().channel(), one.at().message()))
            : recipient(message, thread);
    Optional<SlackMessage> drawn = to.flatMap(place -> draw(message, thread, place));
    if (drawn.isEmpty()) {
      return new Delivery.Delivered(existing);
    }
    return existing
        .map(one -> SlackPosts.updated(posts.update(one.at(), drawn.get()), one.at(), drawn.get()))
        .orElseGet(() -> posts.post(drawn.get()));
  }

  private Optional<SlackMessage> draw(DiscussionMessage message, int thread, Place to) {
    boolean edited = message.editedAt().isPresent();
    return message
        .author()
        .flatMap(persons::find)
        .map(Person::name)
        .map(
            author ->
                isOfRequester(thread)
                    ? DiscussionMessages.toRequester(author, message.text(), edited, to)
                    : DiscussionMessages.toApprovers(author, message.text(), edited, to));
  }

  /**
   * The thread; empty if the message was written there, if its reader wrote it, or if they read it
   * in another one.
   */
  private Optional<Place> recipient(DiscussionMessage message, int thread) {
    return place(message, thread)
        .filter(place -> !place.equals(message.thread()))
        .filter(_ -> !isOfRequester(thread) || !readerKnows(message, thread));
  }

  private Optional<Place> place(DiscussionMessage message, int thread) {
    return threads.place(message.card(), thread, message.writer());
  }

  private static boolean isOfRequester(int thread) {
    return thread == DiscussionThreads.SENDER || thread == DiscussionThreads.REQUESTER;
  }

  /**
   * Whether the reader of a thread wrote the message, or has written in the card's thread, so that
   * Slack notifies them.
   */
  private boolean readerKnows(DiscussionMessage message, int thread) {
    UUID card = message.card();
    Optional<PersonId> reader = threads.reader(card, thread);
    if (message.author().equals(reader)) {
      return true;
    }
    Optional<Place> place = cards.find(card).flatMap(DecisionCard::place);
    return discussions.about(card).stream()
        .filter(one -> place.equals(Optional.of(one.thread())))
        .anyMatch(one -> one.author().equals(reader));
  }
}
