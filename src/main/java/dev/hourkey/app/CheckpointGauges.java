package dev.hourkey.app;

import dev.hourkey.checkpoint.Place;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of the audit trail's checkpoints. */
final class CheckpointGauges {
  private CheckpointGauges() {}

  static void addTo(MeterRegistry registry, Metrics metrics) {
    metrics.gauge(
        registry,
        "hourkey.audit.checkpoint.consistent",
        "1 if the trail agrees with what was signed, 0 if not, NaN without a signing key",
        MetricsSnapshot::checkpointConsistent);
    metrics.gauge(
        registry,
        "hourkey.audit.checkpoint.seconds",
        "How long ago a checkpoint last covered the whole trail, NaN if none ever did",
        MetricsSnapshot::checkpointSeconds);
    for (Place place : Place.values()) {
      Gauge.builder(
              "hourkey.audit.checkpoint.waiting.seconds",
              metrics,
              all -> all.known(count -> count.checkpointWaitingSeconds(place)))
          .description("How long a place has not got the newest checkpoint")
          .tag("place", place.label())
          .register(registry);
    }
  }
}
