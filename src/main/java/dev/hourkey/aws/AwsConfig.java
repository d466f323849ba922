package dev.hourkey.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;

/** Where IAM Identity Center is. The AWS SDK finds the credentials with its own chain. */
@ConfigMapping(prefix = "hourkey.aws")
public interface AwsConfig {
  /** The primary Region of IAM Identity Center; other Regions answer only some of the calls. */
  Optional<String> region();

  /** The organization's instance of Identity Center; Hourkey finds it if it is the only one. */
  Optional<String> instanceArn();

  /** The instance's Identity Store; found with the instance. */
  Optional<String> identityStoreId();

  /** One URL for all AWS services, for stand-ins; AWS's own URLs by default. */
  Optional<URI> endpointUrl();

  /** The access portal's URL, for links; no API returns it. */
  Optional<URI> startUrl();

  /** When the SCIM token that Entra uses expires; no API returns it. */
  Optional<LocalDate> scimTokenExpires();

  /** Whether memberships are also deleted in the Identity Store itself. */
  @WithDefault("false")
  boolean removeDirectly();
}
