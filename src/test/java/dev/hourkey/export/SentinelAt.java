package dev.hourkey.export;

import java.net.URI;
import java.util.Optional;

/** Settings for a Logs Ingestion API at this address. */
record SentinelAt(URI url) implements DeliveryConfig {
  @Override
  public Optional<URI> exportUrl() {
    return Optional.of(url);
  }

  @Override
  public String exportFormat() {
    return "sentinel";
  }

  @Override
  public String exportHeader() {
    return "Authorization";
  }

  @Override
  public Optional<String> exportSecret() {
    return Optional.empty();
  }

  @Override
  public Optional<String> exportTokenScope() {
    return Optional.of("https://monitor.azure.com/.default");
  }
}
