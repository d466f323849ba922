package dev.hourkey.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Where audit events are sent as they are written. */
@ConfigMapping(prefix = "hourkey.audit")
public interface DeliveryConfig {
  /** The collector that events are posted to; empty if there is none. */
  Optional<URI> exportUrl();

  /** The format of the events: ocsf, splunk-hec, sentinel or entries. */
  @WithDefault("ocsf")
  String exportFormat();

  /** The name of the header that contains the credential. */
  @WithDefault("Authorization")
  String exportHeader();

  /** The whole value of that header, such as {@code Splunk 1234…} or {@code Bearer …}. */
  Optional<String> exportSecret();

  /**
   * The scope of tokens for Hourkey's own Entra application, to use instead of a secret, such as
   * {@code https://monitor.azure.com/.default}.
   */
  Optional<String> exportTokenScope();
}
