package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DiscussionEvent;
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
import org.jspecify.annotations.Nullable;

/**
 * What approvers and requesters write about requests, in the threads that {@link DiscussionThreads}
 * knows. The only class that queries {@code discussion_message}, except that {@code Retention}
 * deletes old messages.
 */
@ApplicationScoped
public class Discussions {
  private final EntityManager database;
  private final DiscussionThreads threads;
  private final Requests requests;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  Discussions(
      EntityManager database,
      DiscussionThreads threads,
      Requests requests,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.threads = threads;
    this.requests = requests;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** What the chat says about a message. */
  public sealed interface Change {
    record Written(String text) implements Change {}

    record Edited(String text, Instant at) implements Change {}

    record Deleted() implements Change {}
  }

  /**
   * Stores a message, or a change to one. The chat sends each at least once and in any order, so a
   * change may arrive before its message; it then creates the row.
   */
  @Transactional
  public void receive(UUID card, Place at, String thread, ChatUser writer, Change change) {
    DiscussionMessage message = locked(DiscussionMessage.id(card, at));
    if (message == null) {
      DiscussionMessage begun = new DiscussionMessage(card, at, thread, writer, clock.instant());
      switch (change) {
        case Change.Written(String text) -> begun.says(text);
        case Change.Edited(String text, Instant edited) -> begun.edit(text, edited);
        case Change.Deleted _ -> begun.delete(clock.instant());
      }
      database.persist(begun);
      database.flush(); // A concurrent second delivery fails here, and Slack sends it again.
      outbox.tell(new Notification.DiscussionRelayed(begun.id(), DiscussionThreads.CARD));
      return;
    }
    switch (change) {
      case Change.Written _ -> {} // It is stored already.
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

  /** Creates the audit event for one of the requests that a message is about. */
  private interface Event {
    AuditEvent of(UUID request, UUID message, PersonId author, String digest);
  }

  private void changed(DiscussionMessage message, Event event) {
    record(message, event);
    outbox.redraw(
        threads
            .of(message.card())
            .mapToObj(thread -> new Notification.DiscussionRelayed(message.id(), thread))
            .toArray(Notification[]::new));
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

  /** Notes who wrote a message. Only then is it recorded in the audit trail and passed on. */
  @Transactional
  public void identified(UUID id, PersonId author) {
    DiscussionMessage message = locked(id);
    if (message != null && message.author().isEmpty() && message.deletedAt().isEmpty()) {
      message.writtenBy(author);
      record(message, DiscussionEvent.DiscussionMessageWritten::new);
      threads
          .of(message.card())
          .filter(thread -> thread != DiscussionThreads.CARD)
          .forEach(thread -> outbox.tell(new Notification.DiscussionRelayed(message.id(), thread)));
    }
  }

  /** Deletes a message whose author may not take part. */
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

  private @Nullable DiscussionMessage locked(UUID id) {
    return database.find(DiscussionMessage.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
