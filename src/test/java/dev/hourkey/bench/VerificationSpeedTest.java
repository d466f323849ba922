package dev.hourkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.audit.TrailVerifier;
import dev.hourkey.audit.Verification;
import dev.hourkey.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many audit entries of 700 bytes one core verifies in a second: the chain and the tree. */
@Tag("bench")
class VerificationSpeedTest {
  private static final int ENTRIES = 100_000;
  private static final int ROUNDS = 6;

  @Test
  void entries_per_second_and_core() throws IOException {
    List<AuditEntry> entries = entries();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (AuditEntry entry : entries) {
      file.write(EntryFile.line(entry));
      file.write('\n');
    }
    for (int round = 0; round < ROUNDS; round++) {
      TrailVerifier inMemory = new TrailVerifier(List.of(), List.of());
      double memory =
          perSecond(
              () -> entries.forEach(entry -> inMemory.follow(entry).ifPresent(this::unexpected)));
      TrailVerifier ofFile = new TrailVerifier(List.of(), List.of());
      double read =
          perSecond(
              () ->
                  new EntryFile(new ByteArrayInputStream(file.toByteArray()))
                      .read(entry -> ofFile.follow(entry).isEmpty()));
      assertThat(ofFile.root()).isEqualTo(inMemory.root());
      System.out.printf("in memory %.0f/s   from a file %.0f/s%n", memory, read);
    }
  }

  private void unexpected(Verification.Broken found) {
    throw new AssertionError(found);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double perSecond(Work work) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    return ENTRIES * 1e9 / (threads.getCurrentThreadCpuTime() - before);
  }

  private static List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>();
    byte[] hash = {};
    for (long seq = 1; seq <= ENTRIES; seq++) {
      String payload = "{\"n\":%06d,\"pad\":\"%s\"}".formatted(seq, "x".repeat(675));
      byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
      byte[] next =
          Sha256.of(
              ByteBuffer.allocate(hash.length + Long.BYTES + bytes.length)
                  .put(hash)
                  .putLong(seq)
                  .put(bytes)
                  .array());
      entries.add(new AuditEntry(seq, payload, hash, next));
      hash = next;
    }
    return entries;
  }
}
