package dev.hourkey.grant;

import dev.hourkey.notification.Notification;
import jakarta.persistence.Embeddable;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a request belongs together with others: requests that were submitted with it, and requests on
 * the same card.
 *
 * @param card the card that it shares with others; null if it has its own
 * @param together the submission that made this request and others; null if it made only this one
 */
@Embeddable
public record RequestBatch(@Nullable UUID card, @Nullable UUID together) {
  /** For a request that was submitted alone. */
  public static final RequestBatch NONE = new RequestBatch(null, null);

  /** For a request that was submitted with others and has a card of its own. */
  public static RequestBatch others(UUID submission) {
    return new RequestBatch(null, submission);
  }

  /** The same batch, for a request that may share this card with others. */
  public RequestBatch onCard(UUID shared) {
    return new RequestBatch(shared, together);
  }

  /** Replaces null by {@link #NONE}: Hibernate reads an embeddable without any value as null. */
  public static RequestBatch orNone(@Nullable RequestBatch read) {
    return read == null ? NONE : read;
  }

  /** The id of this request's card: the request's own id, unless it shares a card. */
  public UUID cardOf(UUID request) {
    return card == null ? request : card;
  }

  /** The submission that made this request together with others; empty if it made only this one. */
  public Optional<UUID> submission() {
    return Optional.ofNullable(together);
  }

  /** The message to the person who submitted this request and the requests submitted with it. */
  public Notification confirmation(UUID request) {
    return together == null
        ? new Notification.RequestTaken(request)
        : new Notification.RequestsTaken(together);
  }

  /** Every message that follows this request and its grant to the end, and these others. */
  public Notification[] views(UUID request, Notification... others) {
    return Stream.concat(
            Stream.of(
                new Notification.DecisionWanted(cardOf(request)),
                confirmation(request),
                new Notification.RequestedForYou(request)),
            Stream.of(others))
        .toArray(Notification[]::new);
  }
}
