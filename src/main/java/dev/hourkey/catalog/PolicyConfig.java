package dev.hourkey.catalog;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where the policy file is. */
@ConfigMapping(prefix = "hourkey.policy")
public interface PolicyConfig {
  /** The file's path; it is read at start and again when it changes. */
  Path file();
}
