package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.SampleEvents;
import dev.hourkey.export.ArchiveConfig;
import dev.hourkey.export.AuditDestination.Delivery;
import dev.hourkey.sandbox.collector.ArchiveStandIn;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Audit events on their way to a bucket, by S3's own protocol. */
class AuditBucketTest {
  private static final LoopbackServer HTTP = new LoopbackServer(0);
  private static final ArchiveStandIn S3 = new ArchiveStandIn(HTTP);
  private static final List<AuditEntry> ENTRIES =
      List.of(
          SampleEvents.entry(41, new AuditEvent.RequestExpired(new UUID(0, 1))),
          SampleEvents.entry(42, new AuditEvent.RequestExpired(new UUID(0, 2))));

  @BeforeEach
  void empty() {
    S3.reset();
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void a_batch_is_one_object_and_sorts_after_those_before_it() {
    assertThat(bucket("entries").deliver(ENTRIES)).isInstanceOf(Delivery.Taken.class);
    assertThat(S3.objects()).hasSize(1);
    assertThat(S3.objects())
        .containsOnlyKeys("hourkey/2026/03/02/00000000000000000041-00000000000000000042-01.jsonl");
    String content = S3.objects().values().iterator().next();
    assertThat(content.split("\n")).hasSize(2);
    assertThat(content).startsWith("{\"seq\":41,\"payload\":");
  }

  @Test
  void the_same_batch_again_replaces_itself() {
    assertThat(bucket("ocsf").deliver(ENTRIES)).isInstanceOf(Delivery.Taken.class);
    var once = S3.objects();
    assertThat(bucket("ocsf").deliver(ENTRIES)).isInstanceOf(Delivery.Taken.class);
    assertThat(S3.objects()).isEqualTo(once);
  }

  @Test
  void a_restored_database_that_uses_numbers_again_replaces_nothing_that_was_delivered() {
    AuditEntry last = ENTRIES.getLast();
    AuditEntry other = new AuditEntry(last.seq(), last.utf8(), last.prevHash(), new byte[] {2});
    assertThat(bucket("ocsf").deliver(ENTRIES)).isInstanceOf(Delivery.Taken.class);
    assertThat(bucket("ocsf").deliver(List.of(ENTRIES.getFirst(), other)))
        .isInstanceOf(Delivery.Taken.class);
    assertThat(S3.objects()).hasSize(2);
  }

  @Test
  void a_bucket_that_refuses_is_named_with_the_reason() {
    S3.faults().answer(ArchiveStandIn.error(403, "AccessDenied"), 10);
    assertThat(bucket("ocsf").deliver(ENTRIES))
        .isEqualTo(
            new Delivery.Failed("S3 answered 403 for " + ArchiveStandIn.BUCKET, Optional.empty()));
    assertThat(S3.objects()).isEmpty();
  }

  private static AuditBucket bucket(String format) {
    ArchiveConfig config =
        new ArchiveConfig() {
          @Override
          public Optional<String> exportS3Bucket() {
            return Optional.of(ArchiveStandIn.BUCKET);
          }

          @Override
          public Optional<String> exportS3Region() {
            return Optional.empty();
          }

          @Override
          public String exportS3Prefix() {
            return "hourkey/";
          }

          @Override
          public String exportS3Format() {
            return format;
          }
        };
    return new AuditBucket(config, AwsAt.sandbox(HTTP.uri()));
  }
}
