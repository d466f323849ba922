package dev.hourkey.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Optional;

/** The bucket in which audit events are kept as they are written. */
@ConfigMapping(prefix = "hourkey.audit")
public interface ArchiveConfig {
  /** An S3 bucket; without it there is no archive. */
  @WithName("export-s3-bucket")
  Optional<String> exportS3Bucket();

  /** The bucket's Region; that of Identity Center if left out. */
  @WithName("export-s3-region")
  Optional<String> exportS3Region();

  /** The prefix of all keys. */
  @WithName("export-s3-prefix")
  @WithDefault("hourkey/")
  String exportS3Prefix();

  /** How files are written: ocsf or entries. */
  @WithName("export-s3-format")
  @WithDefault("ocsf")
  String exportS3Format();
}
