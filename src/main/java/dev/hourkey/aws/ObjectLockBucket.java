package dev.hourkey.aws;

import dev.hourkey.checkpoint.CheckpointConfig;
import dev.hourkey.checkpoint.CheckpointKeys;
import dev.hourkey.checkpoint.CheckpointPlace;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import dev.hourkey.checkpoint.LatestCheckpoint;
import dev.hourkey.text.Sha256;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket with Object Lock. In compliance mode, nobody can delete an object before its retention
 * ends, not even the account's root user.
 */
@ApplicationScoped
class ObjectLockBucket implements CheckpointPlace {
  private static final int PRECONDITION_FAILED = 412;

  private final CheckpointConfig config;
  private final AwsConfig aws;
  private final Clock clock;

  private volatile @Nullable S3Client client;

  ObjectLockBucket(CheckpointConfig config, AwsConfig aws, Clock clock) {
    this.config = config;
    this.aws = aws;
    this.clock = clock;
  }

  @Override
  public CheckpointPlaceType place() {
    return CheckpointPlaceType.S3;
  }

  @Override
  public boolean configured() {
    return config.checkpointS3Bucket().isPresent();
  }

  /** Keys sort by log and size, so all newer checkpoints come after one key. */
  @Override
  public Held newerThan(LatestCheckpoint known) {
    return last(list -> list.prefix(known.base() + "/").keyMarker(CheckpointKeys.after(known)))
        .map(one -> CheckpointKeys.held(one.key(), read(one)))
        .orElseGet(Held.Nothing::new);
  }

  /**
   * The oldest version of the object with the last key. Object Lock keeps every version, but a role
   * that may delete or write objects can hide one behind a delete marker or a later version. S3
   * lists versions by key, and the versions of one key from the newest to the oldest.
   */
  private Optional<ObjectVersion> last(Consumer<ListObjectVersionsRequest.Builder> range) {
    try {
      return s3()
          .listObjectVersionsPaginator(list -> range.accept(list.bucket(bucket())))
          .versions()
          .stream()
          .reduce((_, later) -> later);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  @Override
  public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
    String key = CheckpointKeys.key(note);
    byte[] bytes = note.toString().getBytes(StandardCharsets.UTF_8);
    PutObjectRequest put =
        PutObjectRequest.builder()
            .bucket(bucket())
            .key(key)
            .ifNoneMatch("*")
            .contentType("text/plain; charset=utf-8")
            .checksumSHA256(Base64.getEncoder().encodeToString(Sha256.of(bytes)))
            .objectLockMode(ObjectLockMode.COMPLIANCE)
            .objectLockRetainUntilDate(clock.instant().plus(retention()))
            .build();
    try {
      String version = s3().putObject(put, RequestBody.fromBytes(bytes)).versionId();
      if (version == null) {
        throw new PlaceFailure("the bucket keeps no versions, so it cannot lock objects");
      }
      return version.getBytes(StandardCharsets.UTF_8);
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return kept(key, note);
      }
      throw failure(e);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /** Accepts an object that already exists because an earlier answer was lost. */
  private byte[] kept(String key, SignedNote note) {
    if (last(list -> list.prefix(key))
        .filter(one -> CheckpointKeys.same(read(one), note))
        .isEmpty()) {
      throw new PlaceFailure("s3://%s/%s is another checkpoint".formatted(bucket(), key));
    }
    return new byte[0];
  }

  private String read(ObjectVersion one) {
    try {
      return s3().getObjectAsBytes(
              get -> get.bucket(bucket()).key(one.key()).versionId(one.versionId()))
          .asUtf8String();
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private String bucket() {
    return config.checkpointS3Bucket().orElseThrow();
  }

  private Duration retention() {
    return Duration.ofDays(Long.parseLong(config.checkpointS3Retention().strip().replace("d", "")));
  }

  private static PlaceFailure failure(SdkException e) {
    return new PlaceFailure("the S3 bucket could not be used: " + e.getMessage());
  }

  private synchronized S3Client s3() {
    S3Client existing = client;
    if (existing == null) {
      existing = AwsClients.s3(aws, config.checkpointS3Region());
      client = existing;
    }
    return existing;
  }
}
