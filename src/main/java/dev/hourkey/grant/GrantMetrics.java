package dev.hourkey.grant;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.LongStream;

/** Measures how long people wait for access, and how long access outlives its end. */
@Startup // Prometheus' rate() misses the value that a series already has when it appears.
@ApplicationScoped
class GrantMetrics {
  /**
   * The upper ends of the histograms' buckets, in seconds. Quantiles are cut off at the last
   * bucket, so it must be longer than any alert's threshold and longer than the longest normal
   * wait, which is 40 minutes for a synchronization cycle.
   */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 2400, 3600, 7200)
          .mapToObj(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final Timer live;
  private final Timer gone;

  GrantMetrics(MeterRegistry registry) {
    live =
        Timer.builder("hourkey.grant.time.to.active")
            .description("From the approval to AWS showing the membership")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    gone =
        Timer.builder("hourkey.grant.time.to.gone")
            .description("From the end of a grant to AWS no longer showing the membership")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  void live(Duration afterApproval) {
    live.record(afterApproval);
  }

  void recordRemovalDelay(Duration afterItsEnd) {
    gone.record(afterItsEnd);
  }
}
