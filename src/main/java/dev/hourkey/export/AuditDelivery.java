package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.export.AuditDestination.Delivery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Sends audit events to the destinations that the settings name, in order and at least once. It
 * reads committed events, so no grant ever waits for it.
 */
@ApplicationScoped
public class AuditDelivery {
  private static final Logger LOG = Logger.getLogger(AuditDelivery.class);

  private static final int AT_ONCE = 500;

  /**
   * Limits one run, so that other maintenance jobs get their turn. The next run sends the remaining
   * entries.
   */
  private static final int BATCHES = 40;

  static final Duration PAUSE = Duration.ofSeconds(5);

  /**
   * The pause if there is no destination. It is short, because another replica may have been
   * restarted with a destination.
   */
  static final Duration PAUSE_WITHOUT_DESTINATION = Duration.ofMinutes(1);

  private final Iterable<AuditDestination> destinations;
  private final DeliveryRows rows;
  private final AuditReader reader;
  private final AuditTrail trail;

  @Inject
  AuditDelivery(
      Instance<AuditDestination> destinations,
      DeliveryRows rows,
      AuditReader reader,
      AuditTrail trail) {
    this((Iterable<AuditDestination>) destinations, rows, reader, trail);
  }

  AuditDelivery(
      Iterable<AuditDestination> destinations,
      DeliveryRows rows,
      AuditReader reader,
      AuditTrail trail) {
    this.destinations = destinations;
    this.rows = rows;
    this.reader = reader;
    this.trail = trail;
  }

  /** Sends some of the waiting events; returns the time until the next run. */
  public Duration run() {
    List<AuditDestination> configured = configured();
    rows.endRemoved(configured.stream().map(AuditDestination::name).collect(Collectors.toSet()));
    boolean more = false;
    List<RuntimeException> failures = new ArrayList<>();
    for (AuditDestination destination : configured) {
      try {
        more |= run(destination);
      } catch (RuntimeException e) { // The other destinations must not wait for it.
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst(); // Counted, and retried soon.
    }
    return more ? Duration.ZERO : configured.isEmpty() ? PAUSE_WITHOUT_DESTINATION : PAUSE;
  }

  private List<AuditDestination> configured() {
    return StreamSupport.stream(destinations.spliterator(), false)
        .filter(AuditDestination::configured)
        .toList();
  }

  private boolean run(AuditDestination destination) {
    int atOnce = AT_ONCE;
    for (int i = 0; i < BATCHES; i++) {
      Optional<Long> position = rows.due(destination.name());
      if (position.isEmpty()) {
        return false;
      }
      List<AuditEntry> batch = reader.page(position.get(), Long.MAX_VALUE, atOnce);
      if (batch.isEmpty()) {
        requireWithinTrail(destination, position.get());
        return false;
      }
      switch (deliver(destination, batch)) {
        case Delivery.Taken _ -> {
          if (!rows.recordDelivered(destination.name(), position.get(), batch.getLast())) {
            return false; // Another replica is ahead and sends the rest.
          }
          if (batch.size() < atOnce) {
            return false;
          }
        }
        case Delivery.TooLarge(String why) when batch.size() == 1 -> {
          rows.failed(destination.name(), new Delivery.Failed(why, Optional.empty()));
          return false;
        }
        case Delivery.TooLarge _ -> atOnce = batch.size() / 2;
        case Delivery.Failed failure -> {
          rows.failed(destination.name(), failure);
          return false;
        }
      }
    }
    return true;
  }

  /** Sends a batch. An unexpected exception is a failure of only this destination. */
  private static Delivery deliver(AuditDestination destination, List<AuditEntry> batch) {
    try {
      return destination.deliver(batch);
    } catch (RuntimeException e) {
      LOG.errorf(e, "audit events could not be sent to the %s", destination.name());
      return new Delivery.Failed(
          "an unexpected error, " + e.getClass().getSimpleName(), Optional.empty());
    }
  }

  /**
   * Checks that the destination's position is within the trail. A destination can't have accepted
   * an entry that was never written, so somebody must have changed its position. Operators are
   * alerted at once: when the trail has passed that position, the entries before it would never be
   * sent.
   */
  private void requireWithinTrail(AuditDestination destination, long position) {
    long head = trail.head().seq(); // Read after the position, which is never ahead of it.
    if (position > head) {
      String why =
          "the position in audit_delivery is %d, but the audit trail ends with entry %d"
              .formatted(position, head);
      rows.recordContradiction(destination.name(), why);
    }
  }

  /**
   * The events that wait for the destination that is furthest behind.
   *
   * @param entries how many
   * @param oldest how long the oldest of them has waited
   */
  public record Backlog(long entries, Duration oldest) {}

  /** Empty if the settings name no destination. */
  public Optional<Backlog> backlog(Instant now) {
    List<Long> positions =
        configured().stream().map(AuditDestination::name).map(rows::position).toList();
    long head = trail.head().seq();
    return positions.stream()
        .map(position -> position > head ? 0 : position) // Such a position proves nothing.
        .min(Long::compare)
        .map(position -> after(position, head, now));
  }

  private Backlog after(long position, long head, Instant now) {
    Duration oldest =
        reader.page(position, Long.MAX_VALUE, 1).stream()
            .flatMap(entry -> StoredEvent.at(StoredEvent.read(entry)).stream())
            .map(at -> Duration.between(at, now))
            .findFirst()
            .orElse(Duration.ZERO);
    return new Backlog(head - position, oldest.isNegative() ? Duration.ZERO : oldest);
  }
}
