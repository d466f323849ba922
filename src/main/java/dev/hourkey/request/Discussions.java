package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DiscussionEvent;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What approvers and requesters write about requests: in the thread of a card, of the direct
 * messages that bring it to approvers, and of the requester's own message. The only class that
 * queries {@code discussion_message}.
 */
@ApplicationScoped
public class Discussions {
  /** The number of the thread of the card; the author is found out with what is sent there. */
  public static final int CARD = 0;

  /** That of the message of the requester. The direct messages of approvers have those after it. */
  public static final int REQUESTER = 1;

  private final EntityManager database;
  private final DecisionCards cards;
  private final Requests requests;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  Discussions(
      EntityManager database,
      DecisionCards cards,
      Requests requests,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.cards = cards;
    this.requests = requests;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** What the chat says of a message. */
  public sealed interface Change {
    record Written(String text) implements Change {}

    record Edited(String text, Instant at) implements Change {}

    record Deleted() implements Change {}
  }

  /** The card that is discussed in a thread, if one is. */
  @Transactional
  public Optional<UUID> discussedIn(Place thread) {
    return cards
        .at(thread)
        .or(
            () ->
                outbox
                    .at(new MessageRef(thread.channel(), thread.message()))
                    .flatMap(this::requestedWith));
  }

  private Optional<UUID> requestedWith(Notification message) {
    return switch (message) {
      case Notification.RequestTaken(UUID request) ->
          requests.find(request).map(AccessRequest::card);
      case Notification.RequestsTaken(UUID submission) ->
          requests.together(submission).stream().findFirst().map(AccessRequest::card);
      case Notification.ApproverMessaged(UUID id) -> cards.message(id).map(ApproverMessage::card);
      default -> Optional.empty();
    };
  }

  /**
   * Keeps a message, or what became of it. The chat sends each at least once and in any order: what
   * is known of a message that was not there yet begins it.
   */
  @Transactional
  public void heard(UUID card, Place at, String thread, ChatUser writer, Change change) {
    DiscussionMessage message = locked(DiscussionMessage.id(at));
    if (message == null) {
      DiscussionMessage begun = new DiscussionMessage(card, at, thread, writer, clock.instant());
      switch (change) {
        case Change.Written(String text) -> begun.says(text);
        case Change.Edited(String text, Instant edited) -> begun.edit(text, edited);
        case Change.Deleted _ -> begun.delete(clock.instant());
      }
      database.persist(begun);
      database.flush(); // A second delivery at the same time fails here, and comes again.
      outbox.tell(new Notification.DiscussionRelayed(begun.id(), CARD));
      return;
    }
    switch (change) {
      case Change.Written _ -> {} // It is there.
      case Change.Edited(String text, Instant edited) -> {
        if (message.edit(text, edited)) {
          changed(message, DiscussionEvent.DiscussionMessageEdited::new);
        }
      }
      case Change.Deleted _ -> {
        if (message.delete(clock.instant())) {
          changed(
              message,
              (request, id, author, _) ->
                  new DiscussionEvent.DiscussionMessageDeleted(request, id, author));
        }
      }
    }
  }

  /** Makes the event of one of the requests that a message is about. */
  private interface Event {
    AuditEvent of(UUID request, UUID message, PersonId author, String digest);
  }

  private void changed(DiscussionMessage message, Event event) {
    record(message, event);
    outbox.redraw(
        threads(message.card())
            .mapToObj(thread -> new Notification.DiscussionRelayed(message.id(), thread))
            .toArray(Notification[]::new));
  }

  /** The numbers of all threads in which the requests of a card are discussed. */
  private IntStream threads(UUID card) {
    return IntStream.concat(
        IntStream.of(CARD, REQUESTER),
        cards.directMessages(card).stream().mapToInt(one -> REQUESTER + one.ordinal()));
  }

  private void record(DiscussionMessage message, Event event) {
    message
        .author()
        .ifPresent(
            author ->
                requests
                    .onCard(message.card())
                    .forEach(
                        request ->
                            trail.record(
                                event.of(
                                    request.id(),
                                    message.id(),
                                    author,
                                    Sha256.hex(message.text())))));
  }

  /** Notes who wrote a message. From then on it is on record, and passed on. */
  @Transactional
  public void identified(UUID id, PersonId author) {
    DiscussionMessage message = locked(id);
    if (message != null && message.author().isEmpty() && message.deletedAt().isEmpty()) {
      message.writtenBy(author);
      record(message, DiscussionEvent.DiscussionMessageWritten::new);
      threads(message.card())
          .filter(thread -> thread != CARD)
          .forEach(thread -> outbox.tell(new Notification.DiscussionRelayed(message.id(), thread)));
    }
  }

  /** Forgets a message of somebody who has no say here. */
  @Transactional
  public void ignored(UUID id) {
    DiscussionMessage message = locked(id);
    if (message != null && message.author().isEmpty()) {
      database.remove(message);
    }
  }

  @Transactional
  public Optional<DiscussionMessage> find(UUID id) {
    return Optional.ofNullable(database.find(DiscussionMessage.class, id));
  }

  /** All messages about the requests on a card whose authors are known, oldest first. */
  @Transactional
  public List<DiscussionMessage> about(UUID card) {
    return database
        .createQuery(
            "from DiscussionMessage where card = ?1 and author is not null order by writtenAt, id",
            DiscussionMessage.class)
        .setParameter(1, card)
        .getResultList();
  }

  /** The person who gets the answers of approvers: the one who submitted the requests. */
  public Optional<PersonId> requester(UUID card) {
    return first(card, request -> request.sentBy().orElse(request.requester()));
  }

  /**
   * Where a thread is in the chat, unless nothing is posted there.
   *
   * @param writer who needs no copy in the thread of their own direct message
   */
  @Transactional
  public Optional<Place> thread(UUID card, int number, ChatUser writer) {
    return number == CARD
        ? cards.find(card).flatMap(DecisionCard::place)
        : message(card, number, writer)
            .flatMap(outbox::posted)
            .map(at -> new Place(at.channel(), at.message()));
  }

  private Optional<Notification> message(UUID card, int number, ChatUser writer) {
    return number == REQUESTER
        ? first(card, AccessRequest::taken)
        : cards.directMessages(card).stream()
            .filter(one -> REQUESTER + one.ordinal() == number)
            .filter(one -> !one.chatId().equals(writer.userId()))
            .findFirst()
            .map(one -> new Notification.ApproverMessaged(one.id()));
  }

  private <T> Optional<T> first(UUID card, Function<AccessRequest, T> of) {
    return requests.onCard(card).stream().findFirst().map(of);
  }

  private @Nullable DiscussionMessage locked(UUID id) {
    return database.find(DiscussionMessage.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
