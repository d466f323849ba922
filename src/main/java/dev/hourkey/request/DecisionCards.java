package dev.hourkey.request;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.request.DecisionCard.Occasion;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.Recipients.Candidates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cards on which approvers decide, and the notifications of these approvers. Nobody is notified
 * before the chat has accepted the card or refused it: until then there is nothing to act on. The
 * only class that queries {@code decision_card} and {@code approver_message}, except that {@code
 * Retention} deletes old cards.
 */
@ApplicationScoped
public class DecisionCards {
  private final EntityManager database;
  private final Outbox outbox;
  private final Clock clock;

  DecisionCards(EntityManager database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Transactional
  public Optional<DecisionCard> find(UUID card) {
    return Optional.ofNullable(database.find(DecisionCard.class, card));
  }

  /** The card that the chat shows at this place, if there is one. */
  @Transactional
  Optional<UUID> at(Place place) {
    return database
        .createQuery("select id from DecisionCard where channel = ?1 and message = ?2", UUID.class)
        .setParameter(1, place.channel())
        .setParameter(2, place.message())
        .getResultStream()
        .findFirst();
  }

  @Transactional
  public Optional<ApproverMessage> message(UUID id) {
    return Optional.ofNullable(database.find(ApproverMessage.class, id));
  }

  /** Has the card posted on which a request is to be decided. */
  @Transactional(Transactional.TxType.MANDATORY)
  void open(UUID card) {
    int _ =
        database
            .createNativeQuery(
                """
                insert into decision_card (id, occasion, notified_at) values (?1, ?2, ?3)
                on conflict do nothing
                """)
            .setParameter(1, card)
            .setParameter(2, Occasion.REQUEST.name())
            .setParameter(3, clock.instant())
            .executeUpdate();
    outbox.tell(new Notification.DecisionWanted(card));
  }

  /**
   * Notifies the approvers of a request's card again, and deletes the previous notification.
   *
   * @return false if the first notification is still to come, because the chat has not accepted the
   *     card yet
   */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean notifyAgain(AccessRequest request, Occasion occasion) {
    UUID card = request.card();
    DecisionCard row = locked(card);
    if (row == null || (row.place().isEmpty() && !row.unreachable())) {
      return false;
    }
    List<Notification> before = notifications(row);
    int stage = request.progress().current().orElse(0);
    if (row.notifyFor(occasion, stage, clock.instant())) {
      outbox.redraw(before.toArray(Notification[]::new));
    }
    outbox.tell(new Notification.ApproversMentioned(card, row.number()));
    return true;
  }

  /**
   * Notes where the chat shows a card, and notifies its approvers if they have not been notified
   * yet.
   */
  @Transactional
  public void posted(UUID card, Place place) {
    DecisionCard row = locked(card);
    if (row != null) {
      row.postedAt(place);
      outbox.tell(new Notification.ApproversMentioned(card, row.number()));
    }
  }

  /** Notes that the chat does not accept a card: its approvers are notified directly instead. */
  @Transactional
  public void unreachable(UUID card) {
    DecisionCard row = locked(card);
    if (row != null) {
      row.markUnreachable();
      outbox.tell(new Notification.ApproversMentioned(card, row.number()));
    }
  }

  /**
   * Notes who is notified and who can decide, sends the direct messages, and has the card say who
   * can decide.
   *
   * @param seen the card as it was when they were chosen: if it has moved or has another
   *     notification since, nothing is noted
   */
  @Transactional
  public void resolve(DecisionCard seen, Recipients recipients, Candidates candidates) {
    DecisionCard row = locked(seen.id());
    if (row == null
        || row.number() != seen.number()
        || !row.place().equals(seen.place())
        || row.recipients().isPresent()) {
      return;
    }
    row.resolve(recipients, Deciders.of(candidates, clock.instant()));
    outbox.redraw(new Notification.DecisionWanted(row.id()));
    List<String> sent = messages(row).stream().map(ApproverMessage::chatId).toList();
    int ordinal = directMessages(row.id()).size();
    for (Recipients.Recipient one : recipients.direct()) {
      if (!sent.contains(one.chatId())) {
        ApproverMessage message = new ApproverMessage(row, ++ordinal, one.chatId());
        database.persist(message);
        outbox.tell(new Notification.ApproverMessaged(message.id()));
      }
    }
    if (row.unreachable()) {
      outbox.redraw(new Notification.CardNotPosted(row.id()));
    }
  }

  /**
   * The messages to approvers about a card are updated at every change of the card. The lock makes
   * a change wait while recipients are being noted, because their messages may show the card as it
   * was before.
   */
  void changed(@Observes Notification notification) {
    if (notification instanceof Notification.DecisionWanted(UUID card)) {
      DecisionCard row = locked(card);
      if (row != null && row.recipients().isPresent()) {
        outbox.redraw(notifications(row).toArray(Notification[]::new));
      }
    }
  }

  private List<Notification> notifications(DecisionCard card) {
    return Stream.<Notification>concat(
            Stream.of(new Notification.ApproversMentioned(card.id(), card.number())),
            messages(card).stream().map(one -> new Notification.ApproverMessaged(one.id())))
        .toList();
  }

  /**
   * All direct messages that have brought a card to approvers; some may no longer be in the chat.
   */
  @Transactional
  List<ApproverMessage> directMessages(UUID card) {
    return database
        .createQuery("from ApproverMessage where card = ?1 order by ordinal", ApproverMessage.class)
        .setParameter(1, card)
        .getResultList();
  }

  /**
   * The chat users that the last notification of a card's approvers is for. Those who got a direct
   * message with the previous notification are included in two cases: while it is not fully known
   * who can decide, and after an escalation, because that notifies other people.
   */
  @Transactional
  List<String> notified(UUID card) {
    return find(card).stream().flatMap(this::notified).toList();
  }

  private Stream<String> notified(DecisionCard card) {
    Stream<String> known = card.recipients().stream().flatMap(to -> to.chatIds().stream());
    boolean replaced =
        card.occasion() != Occasion.ESCALATION
            && card.recipients().filter(Recipients::complete).isPresent();
    return replaced
        ? known
        : Stream.concat(
            known,
            directMessages(card.id()).stream()
                .filter(one -> one.number() >= card.number() - 1)
                .map(ApproverMessage::chatId));
  }

  /** The direct messages of the last notification. */
  private List<ApproverMessage> messages(DecisionCard card) {
    return database
        .createQuery("from ApproverMessage where card = ?1 and number = ?2", ApproverMessage.class)
        .setParameter(1, card.id())
        .setParameter(2, card.number())
        .getResultList();
  }

  /**
   * Locks a card. Its message is locked first, as in every transaction that changes what the card
   * says.
   */
  private @Nullable DecisionCard locked(UUID card) {
    outbox.lock(new Notification.DecisionWanted(card));
    return database.find(DecisionCard.class, card, LockModeType.PESSIMISTIC_WRITE);
  }
}
