package dev.hourkey.request;

import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.DecisionCard.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The threads in which the requests on a card are discussed: the thread of the card, the threads of
 * the messages to the requester and to the person who submitted the requests for them, and the
 * threads of the direct messages that bring the card to approvers. Each thread has a number. An
 * approver with a direct message takes part if the last notification is for them, or if they have
 * approved.
 */
@ApplicationScoped
public class DiscussionThreads {
  /** The thread of the card. Processing its notification also identifies the author. */
  public static final int CARD = 0;

  /** The thread of the message to the person who submitted the requests. */
  public static final int SENDER = 1;

  /**
   * The thread of the message to the requester, if somebody else submitted the requests for them.
   * The threads of direct messages to approvers have the numbers after this one.
   */
  public static final int REQUESTER = 2;

  private final DecisionCards cards;
  private final Requests requests;
  private final Persons persons;
  private final Outbox outbox;

  DiscussionThreads(DecisionCards cards, Requests requests, Persons persons, Outbox outbox) {
    this.cards = cards;
    this.requests = requests;
    this.persons = persons;
    this.outbox = outbox;
  }

  /**
   * The cards whose requests are discussed in this thread: several if it is the thread of a message
   * about several requests, and none if it is about something else.
   */
  @Transactional
  public List<UUID> discussedIn(Place thread) {
    return cards
        .at(thread)
        .map(List::of)
        .orElseGet(() -> message(thread).stream().flatMap(this::cardsOf).distinct().toList());
  }

  /** Whether this is the thread of a direct message to an approver who no longer takes part. */
  @Transactional
  public boolean isOfFormerApprover(Place thread) {
    return message(thread).orElse(null) instanceof Notification.ApproverMessaged(UUID id)
        && cards.message(id).filter(one -> approvers(one.card()).contains(one.chatId())).isEmpty();
  }

  private Optional<Notification> message(Place thread) {
    return outbox.at(new MessageRef(thread.channel(), thread.message()));
  }

  private Stream<UUID> cardsOf(Notification message) {
    return switch (message) {
      case Notification.RequestTaken(UUID request) -> cardOf(request);
      case Notification.RequestedForYou(UUID request) -> cardOf(request);
      case Notification.RequestsTaken(UUID submission) ->
          requests.together(submission).stream().map(AccessRequest::card);
      case Notification.ApproverMessaged(UUID id) ->
          cards.message(id).stream().map(ApproverMessage::card);
      default -> Stream.empty();
    };
  }

  private Stream<UUID> cardOf(UUID request) {
    return requests.find(request).stream().map(AccessRequest::card);
  }

  /** The numbers of all threads of a card. */
  IntStream of(UUID card) {
    return IntStream.concat(
        IntStream.of(CARD, SENDER, REQUESTER),
        cards.directMessages(card).stream().mapToInt(one -> REQUESTER + one.ordinal()));
  }

  /** Whether the reader of a thread takes part; a former approver reads nothing new. */
  @Transactional
  public boolean isRead(UUID card, int number) {
    return number <= REQUESTER
        || cards.directMessages(card).stream()
            .filter(one -> REQUESTER + one.ordinal() == number)
            .anyMatch(one -> approvers(card).contains(one.chatId()));
  }

  /** The chat users who take part as approvers. */
  private Set<String> approvers(UUID card) {
    Set<String> approvers = new HashSet<>(cards.notified(card));
    List<PersonId> approved =
        requests.onCard(card).stream()
            .flatMap(request -> requests.approvedBy(request.id()).stream())
            .toList();
    persons
        .known(approved)
        .values()
        .forEach(one -> one.chat().map(ChatUser::userId).ifPresent(approvers::add));
    return approvers;
  }

  /**
   * Where a thread is in the chat; empty if its message is not posted. Among the direct messages,
   * only the last one to each approver who takes part has a place.
   *
   * @param writer the author, who needs no copy in the thread of their own direct message
   */
  @Transactional
  public Optional<Place> place(UUID card, int number, ChatUser writer) {
    return number == CARD
        ? cards.find(card).flatMap(DecisionCard::place)
        : message(card, number, writer)
            .flatMap(outbox::posted)
            .map(at -> new Place(at.channel(), at.message()));
  }

  private Optional<Notification> message(UUID card, int number, ChatUser writer) {
    return switch (number) {
      case SENDER -> first(card, AccessRequest::confirmation);
      case REQUESTER -> first(card, request -> new Notification.RequestedForYou(request.id()));
      default ->
          lastMessages(card).stream()
              .filter(one -> REQUESTER + one.ordinal() == number)
              .filter(one -> !one.chatId().equals(writer.userId()))
              .filter(one -> approvers(card).contains(one.chatId()))
              .findFirst()
              .map(one -> new Notification.ApproverMessaged(one.id()));
    };
  }

  private Collection<ApproverMessage> lastMessages(UUID card) {
    return cards.directMessages(card).stream()
        .collect(Collectors.toMap(ApproverMessage::chatId, one -> one, (_, later) -> later))
        .values();
  }

  /** The person who reads what is sent to {@link #SENDER} or {@link #REQUESTER}. */
  public Optional<PersonId> reader(UUID card, int number) {
    return first(
        card,
        request ->
            number == REQUESTER
                ? request.requester()
                : request.sentBy().orElse(request.requester()));
  }

  private <T> Optional<T> first(UUID card, Function<AccessRequest, T> of) {
    return requests.onCard(card).stream().findFirst().map(of);
  }
}
