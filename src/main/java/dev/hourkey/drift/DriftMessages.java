package dev.hourkey.drift;

import static java.util.Collections.min;
import static java.util.Comparator.comparing;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DriftEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Messages to operators about drift; one message may cover several findings. Every method runs in
 * its caller's transaction.
 */
@ApplicationScoped
class DriftMessages {
  private static final Logger LOG = Logger.getLogger(DriftMessages.class);

  private final EntityManager database;
  private final Notifications notifications;
  private final AuditTrail trail;

  DriftMessages(EntityManager database, Notifications notifications, AuditTrail trail) {
    this.database = database;
    this.notifications = notifications;
    this.trail = trail;
  }

  /** The findings in one message, by name. */
  List<DriftFinding> findings(UUID message) {
    return database
        .createQuery("from DriftFinding where report = ?1 order by name", DriftFinding.class)
        .setParameter(1, message)
        .getResultList();
  }

  /** Reports new findings, all in one message. */
  void tell(List<DriftFinding> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    UUID message = fresh.getFirst().id();
    notifications.tell(new Notification.DriftFound(message));
    for (DriftFinding one : fresh) {
      one.reported(message);
      LOG.warnf(
          "%s: %s in group %s since %s",
          one.kind(), one.name(), one.group().name(), one.firstSeen());
      trail.record(
          new DriftEvent.DriftFound(
              one.id(), one.kind().name(), one.group(), one.member(), one.name(), one.firstSeen()));
    }
  }

  void redraw(DriftFinding one) {
    one.report().ifPresent(message -> notifications.redraw(new Notification.DriftFound(message)));
  }

  /**
   * Updates the message of a finding that is over, and ends the message once all of its findings
   * are over.
   */
  void ended(DriftFinding one) {
    List<DriftFinding> all = one.report().map(this::findings).orElse(List.of());
    if (all.stream().anyMatch(DriftFinding::open)) {
      redraw(one);
    } else if (!all.isEmpty()) {
      Instant since = min(all, comparing(DriftFinding::firstSeen)).firstSeen();
      notifications.resolve(new Notification.DriftFound(one.report().orElseThrow()), since);
    }
  }
}
