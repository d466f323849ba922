package dev.hourkey.app;

import dev.hourkey.grant.Grants;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** What operators see at {@code /q/metrics} of the one thing that must never be silent. */
@ApplicationScoped
class Figures {
  private final Grants grants;
  private final Clock clock;

  private volatile Grants.Overdue overdue = new Grants.Overdue(0, Duration.ZERO);

  Figures(Grants grants, Clock clock, MeterRegistry registry) {
    this.grants = grants;
    this.clock = clock;
    Gauge.builder("hourkey.revocations.overdue", () -> overdue.count())
        .description("Grants that should have ended and have not")
        .register(registry);
    Gauge.builder("hourkey.revocation.overdue.seconds.max", () -> overdue.longest().toSeconds())
        .description("How long the longest overdue of them is")
        .register(registry);
  }

  /** Counts anew; whoever scrapes reads the last count and never the database. */
  void count() {
    overdue = grants.overdue(clock.instant());
  }
}
