package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Cards of undecided requests that the chat does not accept. */
@ApplicationScoped
public class UndeliveredCards {
  private final Requests requests;
  private final Outbox outbox;
  private final AuditTrail trail;

  UndeliveredCards(Requests requests, Outbox outbox, AuditTrail trail) {
    this.requests = requests;
    this.outbox = outbox;
    this.trail = trail;
  }

  /** Notes that a card was not posted; operators and the requester are told. */
  @Transactional
  public void notPosted(UUID card, String channel, String why) {
    for (AccessRequest request : requests.lockedOnCard(card)) {
      if (request.cardRejected(channel + ": " + why)) {
        outbox.tell(new Notification.CardNotPosted(card));
        outbox.redraw(request.taken());
        trail.record(new AuditEvent.CardNotPosted(request.id(), channel, why));
      }
    }
  }

  /** Notes that a card was posted after all. */
  @Transactional
  public void posted(UUID card) {
    for (AccessRequest request : requests.lockedOnCard(card)) {
      if (request.cardPosted()) {
        outbox.over(new Notification.CardNotPosted(card));
        outbox.redraw(request.taken());
      }
    }
  }
}
