package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once a sweep has set the clock to the database's. */
@Readiness
@ApplicationScoped
class FirstSweepReadiness implements HealthCheck {
  private final Sweeper sweeper;

  FirstSweepReadiness(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("first sweep").status(sweeper.finished().isPresent()).build();
  }
}
