package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ExportEvent;
import dev.hourkey.export.AuditDestination.Delivery;
import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The positions of all destinations. Only this class queries {@code audit_delivery}. Operators are
 * alerted once if nothing has arrived for a while, and told when delivery works again.
 */
@ApplicationScoped
public class DeliveryRows {
  private static final Logger LOG = Logger.getLogger(DeliveryRows.class);

  /** Operators are alerted after this time. A collector that restarts is back sooner. */
  static final Duration ALARM_AFTER = Duration.ofMinutes(10);

  private final EntityManager database;
  private final Notifications notifications;
  private final AuditTrail trail;
  private final Clock clock;

  DeliveryRows(EntityManager database, Notifications notifications, AuditTrail trail, Clock clock) {
    this.database = database;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /** A destination that accepts nothing. */
  public record Problem(String destination, String why, Instant since) {}

  /** The problem of an incident, until it is over. */
  @Transactional
  public Optional<Problem> trouble(UUID incident) {
    return row(incident)
        .filter(DeliveryRow::lasting)
        .map(row -> new Problem(row.destination(), row.because(), row.since()));
  }

  /**
   * Why an incident is over.
   *
   * @param removed whether the destination is no longer in the settings
   */
  public record Over(String destination, boolean removed) {}

  /** Why an incident is over; empty if there is none. */
  @Transactional
  public Optional<Over> overBecause(UUID incident) {
    return row(incident).map(row -> new Over(row.destination(), row.removed()));
  }

  /** The open incidents that operators were alerted to. */
  @Transactional
  public List<UUID> open() {
    return database
        .createQuery(
            "select incident from DeliveryRow where alerted and failingSince is not null",
            UUID.class)
        .getResultList();
  }

  /** The number of the last entry that a destination has accepted. */
  @Transactional
  long position(String destination) {
    DeliveryRow row = database.find(DeliveryRow.class, destination);
    return row == null ? 0 : row.position();
  }

  /** Like {@link #position}, but empty while the next attempt is not due. */
  @Transactional
  Optional<Long> due(String destination) {
    DeliveryRow row = locked(destination);
    return row.due(clock.instant()) ? Optional.of(row.position()) : Optional.empty();
  }

  /**
   * Records what a destination has accepted; returns false if it was no longer at this position.
   */
  @Transactional
  boolean recordDelivered(String destination, long position, AuditEntry last) {
    DeliveryRow row = locked(destination);
    if (row.position() != position) {
      return false;
    }
    row.recordDelivered(last);
    if (row.lasts(Duration.ZERO, clock.instant())) {
      if (row.alerted()) {
        notifications.resolve(new Notification.AuditNotDelivered(row.incident()), row.since());
        trail.record(new ExportEvent.AuditDeliveryRestored(row.incident(), destination));
      }
      row.end();
    }
    return true;
  }

  /** Ends the incidents of destinations that are not configured. */
  @Transactional
  void endRemoved(Set<String> configured) {
    database
        .createQuery("from DeliveryRow where failingSince is not null", DeliveryRow.class)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .filter(row -> !configured.contains(row.destination()))
        .toList()
        .forEach(this::endRemoved);
  }

  private void endRemoved(DeliveryRow row) {
    Instant since = row.since();
    if (row.endRemoved(DeliveryRow.MAX_RETRY_AFTER, clock.instant()) && row.alerted()) {
      notifications.resolve(new Notification.AuditNotDelivered(row.incident()), since);
      trail.record(new ExportEvent.AuditDestinationRemoved(row.incident(), row.destination()));
    }
  }

  @Transactional
  void failed(String destination, Delivery.Failed failure) {
    failed(destination, failure, ALARM_AFTER);
  }

  /** Records that the stored position can't be right. */
  @Transactional
  void recordContradiction(String destination, String why) {
    failed(destination, new Delivery.Failed(why, Optional.empty()), Duration.ZERO);
  }

  private void failed(String destination, Delivery.Failed failure, Duration alarmAfter) {
    Instant now = clock.instant();
    DeliveryRow row = locked(destination);
    row.failed(failure, now);
    Sighting sighting = row.seen(failure.why(), now);
    if (sighting == Sighting.BEGINS) {
      LOG.warnf("audit events are not delivered: %s; retrying", failure.why());
    } else if (!row.alerted() && row.lasts(alarmAfter, now)) {
      row.tell();
      LOG.errorf("audit events are still not delivered: %s; retrying", failure.why());
      notifications.tell(new Notification.AuditNotDelivered(row.incident()));
      trail.record(new ExportEvent.AuditDeliveryFailed(row.incident(), destination, failure.why()));
    } else if (row.alerted() && sighting == Sighting.OTHER_REASON) {
      notifications.redraw(new Notification.AuditNotDelivered(row.incident()));
    }
  }

  private Optional<DeliveryRow> row(UUID incident) {
    return database
        .createQuery("from DeliveryRow where incident = ?1", DeliveryRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst();
  }

  private DeliveryRow locked(String destination) {
    DeliveryRow row = database.find(DeliveryRow.class, destination, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      row = new DeliveryRow(destination);
      database.persist(row);
    }
    return row;
  }
}
