package dev.hourkey.app;

import dev.hourkey.checkpoint.CheckpointPlaceType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of the audit trail, its delivery and its checkpoints. */
final class AuditGauges {
  private AuditGauges() {}

  static void addTo(MeterRegistry registry, Metrics metrics) {
    metrics.gauge(
        registry,
        "hourkey.audit.intact",
        "1 if the audit trail was intact when it was last verified and access reviews agreed with"
            + " it, 0 if not, NaN if it was never verified",
        MetricsSnapshot::auditIntact);
    metrics.gauge(
        registry,
        "hourkey.audit.verified.seconds",
        "How long ago the audit trail was last verified, NaN if it was never verified",
        MetricsSnapshot::auditVerifiedSeconds);
    metrics.gauge(
        registry,
        "hourkey.audit.delivery.waiting",
        "Audit events that a destination has not accepted yet, NaN if there is no destination",
        MetricsSnapshot::undelivered);
    metrics.gauge(
        registry,
        "hourkey.audit.delivery.waiting.seconds",
        "How long the oldest undelivered audit event has waited, NaN if there is no destination",
        MetricsSnapshot::undeliveredSeconds);
    metrics.gauge(
        registry,
        "hourkey.audit.checkpoint.consistent",
        "1 if the trail agrees with the signed checkpoints, 0 if not, NaN without a signing key",
        MetricsSnapshot::checkpointConsistent);
    metrics.gauge(
        registry,
        "hourkey.audit.checkpoint.seconds",
        "How long ago a checkpoint last covered the whole trail, NaN if none ever did",
        MetricsSnapshot::checkpointSeconds);
    for (CheckpointPlaceType place : CheckpointPlaceType.values()) {
      Gauge.builder(
              "hourkey.audit.checkpoint.waiting.seconds",
              metrics,
              all -> all.known(count -> count.checkpointWaitingSeconds(place)))
          .description("How long a place has been without the newest checkpoint")
          .tag("place", place.label())
          .register(registry);
    }
  }
}
