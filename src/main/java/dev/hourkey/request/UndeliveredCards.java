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

  /** Notes that the card of a request was not posted; operators and the requester are told. */
  @Transactional
  public void notPosted(UUID id, String channel, String why) {
    AccessRequest request = requests.locked(id);
    if (request == null || !request.cardRejected(channel + ": " + why)) {
      return;
    }
    outbox.tell(new Notification.CardNotPosted(id));
    outbox.redraw(new Notification.RequestTaken(id));
    trail.record(new AuditEvent.CardNotPosted(id, channel, why));
  }

  /** Notes that the card of a request was posted after all. */
  @Transactional
  public void posted(UUID id) {
    AccessRequest request = requests.locked(id);
    if (request != null && request.cardPosted()) {
      outbox.redraw(new Notification.CardNotPosted(id), new Notification.RequestTaken(id));
    }
  }
}
