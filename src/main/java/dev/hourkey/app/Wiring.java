package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.catalog.Portal;
import dev.hourkey.sandbox.SandboxClock;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What no package can make for itself. */
@ApplicationScoped
class Wiring {
  /** Slack shows the way into AWS, and only {@code aws} knows the settings. */
  @Produces
  @Singleton
  Portal portal(AwsConfig config) {
    return new Portal(config.startUrl(), config.region().orElseThrow());
  }

  @Produces
  @Singleton
  @UnlessBuildProfile(anyOf = {"dev", "test"})
  SharedClock realTime() {
    return SharedClock.steady();
  }

  /** The sandbox lets time pass. */
  @Produces
  @Singleton
  @IfBuildProfile(anyOf = {"dev", "test"})
  SharedClock sandboxTime() {
    return new SharedClock(new SandboxClock());
  }
}
