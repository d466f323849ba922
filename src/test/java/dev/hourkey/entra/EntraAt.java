package dev.hourkey.entra;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Settings for a Graph on loopback. */
record EntraAt(URI graphUrl, Optional<String> servicePrincipalId, Optional<String> jobId)
    implements EntraConfig, EntraConfig.Provisioning {

  static EntraAt sandbox(URI sandbox) {
    return new EntraAt(URI.create(sandbox + "/v1.0"), Optional.empty(), Optional.empty());
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
  public boolean managedIdentity() {
    return false;
  }

  @Override
  public Optional<String> accessToken() {
    return Optional.of("sandbox");
  }

  @Override
  public Provisioning provisioning() {
    return this;
  }
}
