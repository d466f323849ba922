package dev.hourkey.app;

import dev.hourkey.sandbox.SandboxClock;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** What no package can make for itself. */
@ApplicationScoped
class Wiring {
  @Produces
  @ApplicationScoped
  @UnlessBuildProfile(anyOf = {"dev", "test"})
  Clock realTime() {
    return Clock.systemUTC();
  }

  /** The sandbox lets time pass. */
  @Produces
  @ApplicationScoped
  @IfBuildProfile(anyOf = {"dev", "test"})
  Clock sandboxTime() {
    return new SandboxClock();
  }
}
