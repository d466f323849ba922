package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.export.AuditDestination.Delivery;
import dev.hourkey.notification.Incident;
import dev.hourkey.retry.Backoff;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** The position up to which a destination has the audit events. All replicas share it. */
@Entity
@Table(name = "audit_delivery")
class DeliveryRow extends Incident {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(15);

  @Id private String destination = "";
  private long position;
  private int failures;
  private Instant nextTryAt = Instant.EPOCH;

  protected DeliveryRow() {}

  DeliveryRow(String destination) {
    this.destination = destination;
  }

  String destination() {
    return destination;
  }

  /** The number of the last entry that the destination has accepted. */
  long position() {
    return position;
  }

  boolean due(Instant now) {
    return !now.isBefore(nextTryAt);
  }

  /** Records that the destination has everything up to an entry. */
  void recordDelivered(AuditEntry last) {
    position = last.seq();
    failures = 0;
    nextTryAt = Instant.EPOCH;
  }

  /** Records that the destination accepted nothing, and when to try again. */
  void failed(Delivery.Failed failure, Instant now) {
    failures++;
    nextTryAt = now.plus(BACKOFF.after(failures, failure.retryAfter(), MAX_RETRY_AFTER));
  }
}
