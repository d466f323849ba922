package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.grant.ExpiringCredentials;
import dev.hourkey.grant.ExpiringCredentials.Credential;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out when credentials expire, from the settings and the files that they name. */
@ApplicationScoped
class CredentialEnds {
  private final AwsConfig aws;
  private final EntraConfig entra;
  private final ExpiringCredentials expiring;
  private final Replica replica;

  CredentialEnds(AwsConfig aws, EntraConfig entra, ExpiringCredentials expiring, Replica replica) {
    this.aws = aws;
    this.entra = entra;
    this.expiring = expiring;
    this.replica = replica;
  }

  /**
   * Passes the dates to {@link ExpiringCredentials}, which tells operators in time. Replicas may
   * have loaded different certificates, so each of them reports the one that expires first.
   */
  void check() {
    Map<Credential, Optional<Instant>> ends = ends();
    replica
        .firstCertificateExpires()
        .ifPresent(
            first ->
                ends.computeIfPresent(
                    Credential.ENTRA_CERTIFICATE,
                    (_, own) -> Optional.of(own.filter(first::isAfter).orElse(first))));
    expiring.checkExpiry(ends);
  }

  void addTo(MeterRegistry registry) {
    for (Credential credential : Credential.values()) {
      Gauge.builder("hourkey.credential.expires", this, ends -> ends.epochSecond(credential))
          .description("When a credential expires, in seconds since 1970, NaN if unknown")
          .tag("credential", credential.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private double epochSecond(Credential credential) {
    return ends()
        .getOrDefault(credential, Optional.empty())
        .map(end -> (double) end.getEpochSecond())
        .orElse(Double.NaN);
  }

  /** The expiry times, as {@link ExpiringCredentials#checkExpiry} expects them. */
  private Map<Credential, Optional<Instant>> ends() {
    Map<Credential, Optional<Instant>> ends = new EnumMap<>(Credential.class);
    aws.scimTokenExpires()
        .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
        .ifPresent(end -> ends.put(Credential.SCIM_TOKEN, Optional.of(end)));
    Optional<Instant> expires = certificateExpires().map(this::notAfterTheLoadedOne);
    if (entra.certificatePath().isEmpty() || expires.isPresent()) {
      ends.put(Credential.ENTRA_CERTIFICATE, expires);
    }
    return ends;
  }

  private Optional<Instant> certificateExpires() {
    return entra.certificatePath().flatMap(CredentialFiles::certificateExpires);
  }

  private Instant notAfterTheLoadedOne(Instant end) {
    return replica.certificateExpires().filter(end::isAfter).orElse(end);
  }
}
