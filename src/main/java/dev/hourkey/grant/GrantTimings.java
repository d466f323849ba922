package dev.hourkey.grant;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How long people wait for access, and how long access outlives its end. */
@ApplicationScoped
class GrantTimings {
  private final Timer live;
  private final Timer gone;

  GrantTimings(MeterRegistry registry) {
    live =
        Timer.builder("hourkey.grant.time.to.live")
            .description("From the approval to AWS showing the membership")
            .publishPercentileHistogram()
            .register(registry);
    gone =
        Timer.builder("hourkey.grant.time.to.gone")
            .description("From the end of a grant to AWS no longer showing the membership")
            .publishPercentileHistogram()
            .register(registry);
  }

  void live(Duration afterApproval) {
    live.record(afterApproval);
  }

  void gone(Duration afterItsEnd) {
    gone.record(afterItsEnd);
  }
}
