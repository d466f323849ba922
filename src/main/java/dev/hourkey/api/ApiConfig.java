package dev.hourkey.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who may read over HTTP. */
@ConfigMapping(prefix = "hourkey.api")
public interface ApiConfig {
  /** The bearer token of {@code /api/v1}; without one it stays closed. */
  Optional<String> token();
}
