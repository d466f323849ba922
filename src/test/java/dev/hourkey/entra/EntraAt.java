package dev.hourkey.entra;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Settings for a Graph on loopback. */
record EntraAt(
    URI graphUrl,
    Optional<String> servicePrincipalId,
    Optional<String> jobId,
    Optional<String> accessToken,
    boolean managedIdentity)
    implements EntraConfig, EntraConfig.Provisioning {

  EntraAt(URI graphUrl, Optional<String> servicePrincipalId, Optional<String> jobId) {
    this(graphUrl, servicePrincipalId, jobId, Optional.of("sandbox"), false);
  }

  static EntraAt sandbox(URI sandbox) {
    return new EntraAt(URI.create(sandbox + "/v1.0"), Optional.empty(), Optional.empty());
  }

  /** The same with the machine's identity, which is system-assigned. */
  EntraAt withManagedIdentity() {
    return new EntraAt(graphUrl, servicePrincipalId, jobId, Optional.empty(), true);
  }

  EntraAt withoutCredential() {
    return new EntraAt(graphUrl, servicePrincipalId, jobId, Optional.empty(), false);
  }

  @Override
  public Optional<String> tenantId() {
    return Optional.empty();
  }

  @Override
  public Optional<String> clientId() {
    return Optional.empty();
  }

  @Override
  public Optional<String> clientSecret() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> certificatePath() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> federatedTokenFile() {
    return Optional.empty();
  }

  @Override
  public Provisioning provisioning() {
    return this;
  }
}
