package dev.hourkey.app;

import dev.hourkey.api.TokenIssuer;
import dev.hourkey.aws.AwsConfig;
import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.console.ConsoleConfig;
import dev.hourkey.console.ConsoleSettings;
import dev.hourkey.console.TokenClock;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.entra.MicrosoftCloud;
import dev.hourkey.request.DecisionPages;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/** Beans that no package can create for itself. */
@ApplicationScoped
class BeanProducers {
  /** Messages contain links into AWS, and only {@code aws} knows the settings for them. */
  @Produces
  @Singleton
  AccessPortal portal(AwsConfig config) {
    return new AccessPortal(config.startUrl(), config.region().orElseThrow());
  }

  /** The console needs to know the tenant, and only {@code entra} knows the settings for it. */
  @Produces
  @Singleton
  ConsoleSettings console(ConsoleConfig config, EntraConfig entra) {
    return new ConsoleSettings(config, entra.tenantId(), issuer(config, entra));
  }

  @Produces
  @Singleton
  TokenClock tokenClock() {
    return Instant::now;
  }

  /** Messages link to the console's pages. */
  @Produces
  @Singleton
  DecisionPages decisionPages(ConsoleSettings console) {
    return new DecisionPages(console.on() ? Optional.of(console.publicUrl()) : Optional.empty());
  }

  /** The API takes tokens of the same issuer as the console. */
  @Produces
  @Singleton
  TokenIssuer tokens(ConsoleConfig console, EntraConfig entra) {
    return new TokenIssuer(issuer(console, entra), entra.tenantId().orElse(""));
  }

  /** The issuer of the tokens that people get when they sign in. */
  static String issuer(ConsoleConfig console, EntraConfig entra) {
    return console
        .issuer()
        .map(URI::toString)
        .orElseGet(
            () -> MicrosoftCloud.behind(entra.graphUrl()).issuer(entra.tenantId().orElse("")));
  }

  @Produces
  @Singleton
  @UnlessBuildProfile(anyOf = {"dev", "test"})
  DatabaseClock realTime() {
    return DatabaseClock.steady();
  }

  /** The sandbox can move the clock. A system property sets the offset. */
  @Produces
  @Singleton
  @IfBuildProfile(anyOf = {"dev", "test"})
  DatabaseClock sandboxTime() {
    InstantSource source =
        () -> Instant.now().plusMillis(Long.getLong("dev.hourkey.sandbox.clock-offset-millis", 0));
    return new DatabaseClock(source.withZone(ZoneOffset.UTC));
  }
}
