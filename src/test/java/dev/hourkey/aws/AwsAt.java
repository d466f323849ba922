package dev.hourkey.aws;

import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;

/** Settings for an AWS on loopback. */
record AwsAt(
    URI endpoint,
    Optional<String> instanceArn,
    Optional<String> identityStoreId,
    boolean removeDirectly)
    implements AwsConfig {

  AwsAt(URI endpoint, Optional<String> instanceArn, Optional<String> identityStoreId) {
    this(endpoint, instanceArn, identityStoreId, false);
  }

  static AwsAt sandbox(URI sandbox) {
    return new AwsAt(sandbox, Optional.empty(), Optional.empty());
  }

  AwsAt removingDirectly() {
    return new AwsAt(endpoint, instanceArn, identityStoreId, true);
  }

  @Override
  public Optional<String> region() {
    return Optional.of("eu-west-1");
  }

  @Override
  public Optional<URI> endpointUrl() {
    return Optional.of(endpoint);
  }

  @Override
  public Optional<URI> startUrl() {
    return Optional.empty();
  }

  @Override
  public Optional<LocalDate> scimTokenExpires() {
    return Optional.empty();
  }
}
