package dev.hourkey.app;

import io.micrometer.core.instrument.MeterRegistry;

/** The metrics about pending reviews. */
final class ReviewGauges {
  private ReviewGauges() {}

  static void addTo(MeterRegistry registry, Metrics metrics) {
    metrics.gauge(
        registry,
        "hourkey.break.glass.reviews.waiting",
        "Break-glass requests that still have to be reviewed",
        count -> count.breakGlassReviews().all());
    metrics.gauge(
        registry,
        "hourkey.break.glass.reviews.late",
        "Break-glass requests whose review is late",
        count -> count.breakGlassReviews().late());
    metrics.gauge(
        registry,
        "hourkey.access.reviews.open",
        "Access reviews that are not closed",
        count -> count.accessReviews().all());
    metrics.gauge(
        registry,
        "hourkey.access.reviews.late",
        "Access reviews that should have been closed by now",
        count -> count.accessReviews().late());
  }
}
