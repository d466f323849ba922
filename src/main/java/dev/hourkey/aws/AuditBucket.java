package dev.hourkey.aws;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.export.ArchiveConfig;
import dev.hourkey.export.AuditDestination;
import dev.hourkey.export.DeliveryFile;
import dev.hourkey.export.DeliveryFormat;
import dev.hourkey.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Puts audit events into an S3 bucket, a file for each batch. It needs only the right to put
 * objects.
 */
@ApplicationScoped
class AuditBucket implements AuditDestination {
  private final ArchiveConfig config;
  private final AwsConfig aws;

  private volatile @Nullable S3Client client;

  AuditBucket(ArchiveConfig config, AwsConfig aws) {
    this.config = config;
    this.aws = aws;
  }

  @Override
  public String name() {
    return "bucket";
  }

  @Override
  public boolean configured() {
    return config.exportS3Bucket().isPresent();
  }

  @Override
  public Delivery deliver(List<AuditEntry> entries) {
    DeliveryFormat format = DeliveryFormat.of(config.exportS3Format()).orElseThrow();
    DeliveryFile file = DeliveryFile.of(config.exportS3Prefix().strip(), format, entries);
    PutObjectRequest put =
        PutObjectRequest.builder()
            .bucket(config.exportS3Bucket().orElseThrow().strip())
            .key(file.key())
            .contentType(file.mediaType())
            .checksumSHA256(Base64.getEncoder().encodeToString(Sha256.of(file.content())))
            .build();
    try {
      var _ = s3().putObject(put, RequestBody.fromBytes(file.content()));
      return new Delivery.Taken();
    } catch (S3Exception e) {
      return failed(String.valueOf(e.statusCode()));
    } catch (SdkException e) {
      return failed("nothing (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Delivery failed(String answer) {
    return new Delivery.Failed(
        "S3 answered " + answer + " for " + config.exportS3Bucket().orElse(""), Optional.empty());
  }

  private synchronized S3Client s3() {
    S3Client existing = client;
    if (existing == null) {
      existing = AwsClients.s3(aws, config.exportS3Region());
      client = existing;
    }
    return existing;
  }
}
