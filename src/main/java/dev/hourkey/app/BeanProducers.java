package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.sandbox.SandboxClock;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Beans that no package can create for itself. */
@ApplicationScoped
class BeanProducers {
  /** Slack shows links into AWS, and only {@code aws} knows the settings. */
  @Produces
  @Singleton
  AccessPortal portal(AwsConfig config) {
    return new AccessPortal(config.startUrl(), config.region().orElseThrow());
  }

  @Produces
  @Singleton
  @UnlessBuildProfile(anyOf = {"dev", "test"})
  DatabaseClock realTime() {
    return DatabaseClock.steady();
  }

  /** The clock of the sandbox can be moved. */
  @Produces
  @Singleton
  @IfBuildProfile(anyOf = {"dev", "test"})
  DatabaseClock sandboxTime() {
    return new DatabaseClock(new SandboxClock());
  }
}
