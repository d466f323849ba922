package dev.hourkey.request;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PendingRequestEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Cards of undecided requests that the chat does not accept. */
@ApplicationScoped
public class UndeliveredCards {
  private final Requests requests;
  private final DecisionCards cards;
  private final Outbox outbox;
  private final AuditTrail trail;

  UndeliveredCards(Requests requests, DecisionCards cards, Outbox outbox, AuditTrail trail) {
    this.requests = requests;
    this.cards = cards;
    this.outbox = outbox;
    this.trail = trail;
  }

  /** Notes that a card was not posted; operators, the requester and each approver are told. */
  @Transactional
  public void notPosted(UUID card, String channel, String why) {
    boolean news = false;
    for (AccessRequest request : requests.lockedOnCard(card)) {
      if (request.cardRejected(channel + ": " + why)) {
        news = true;
        outbox.tell(new Notification.CardNotPosted(card));
        outbox.redraw(request.confirmation());
        trail.record(new PendingRequestEvent.CardNotPosted(request.id(), channel, why));
      }
    }
    if (news) {
      cards.unreachable(card);
    }
  }

  /** Notes where a card was posted, perhaps after it was refused before. */
  @Transactional
  public void posted(UUID card, DecisionCard.Place place) {
    for (AccessRequest request : requests.lockedOnCard(card)) {
      if (request.cardPosted()) {
        outbox.resolve(new Notification.CardNotPosted(card));
        outbox.redraw(request.confirmation());
      }
    }
    cards.posted(card, place);
  }
}
