package dev.hourkey.checkpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the audit trail is signed, and where the checkpoints go. */
@ConfigMapping(prefix = "hourkey.audit")
public interface CheckpointConfig {
  /**
   * The Ed25519 key that signs checkpoints: PKCS #8 in base64, on one line. While the key is being
   * replaced, two keys, separated by a comma. Without a key there are no checkpoints.
   */
  Optional<String> signingKey();

  /** The signing key as a PEM file. */
  Optional<Path> signingKeyPath();

  /** The globally unique name of this trail, like {@code hourkey.example.com/audit/prod}. */
  Optional<String> checkpointOrigin();

  /** How often a checkpoint is made, if the trail has grown. */
  @WithDefault("5m")
  Duration checkpointInterval();

  /** An existing directory, on another machine's disk, that gets a file for each checkpoint. */
  Optional<Path> checkpointDirectory();

  /** A bucket with Object Lock that gets an object for each checkpoint. */
  @WithName("checkpoint-s3-bucket")
  Optional<String> checkpointS3Bucket();

  /** The bucket's Region; that of Identity Center if left out. */
  @WithName("checkpoint-s3-region")
  Optional<String> checkpointS3Region();

  /** How long Object Lock protects an object from being deleted. */
  @WithName("checkpoint-s3-retention")
  @WithDefault("400d")
  String checkpointS3Retention();

  /** The submission prefix of a C2SP witness. */
  Optional<URI> checkpointWitnessUrl();

  /** The witness's verifier key, like {@code witness.example+1a2b3c4d+B…}. */
  Optional<String> checkpointWitnessKey();

  /** An RFC 3161 time stamp authority. */
  Optional<URI> checkpointTimestampUrl();

  /** A PEM file with the authority that issued the time stamp authority's certificate. */
  Optional<Path> checkpointTimestampCa();
}
