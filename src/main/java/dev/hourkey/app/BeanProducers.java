package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.catalog.AccessPortal;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** What no package can make for itself. */
@ApplicationScoped
class BeanProducers {
  /** Slack shows the way into AWS, and only {@code aws} knows the settings. */
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

  /** Real time plus what the sandbox let pass. It says so in a system property. */
  @Produces
  @Singleton
  @IfBuildProfile(anyOf = {"dev", "test"})
  DatabaseClock sandboxTime() {
    InstantSource source =
        () -> Instant.now().plusMillis(Long.getLong("dev.hourkey.sandbox.clock-offset-millis", 0));
    return new DatabaseClock(source.withZone(ZoneOffset.UTC));
  }
}
