package dev.hourkey.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings for access to the API. */
@ConfigMapping(prefix = "hourkey.api")
public interface ApiConfig {
  /** The bearer token of {@code /api/v1}; without one, the API is closed. */
  Optional<String> token();

  /**
   * The bearer token with which programs request access for people; it does not give access to
   * reports.
   */
  Optional<String> requestToken();

  /** The app registration in Entra that is the audience of applications' access tokens. */
  Optional<String> clientId();
}
