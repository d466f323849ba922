package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AccessReviewEvent;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.checkpoint.CheckpointDatabaseTest;
import dev.hourkey.checkpoint.CheckpointsOn;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code audit export}, {@code audit prove} and {@code audit new-origin}. */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class AuditCommandsTest extends CheckpointDatabaseTest {
  private static final ExportSpec ALL =
      new ExportSpec(ExportFormat.ENTRIES, Optional.empty(), Optional.empty(), 0);

  @Inject AuditLog log;
  @Inject AuditVerifyCommand verifier;
  @Inject AuditExportCommand exporter;
  @Inject AuditProveCommand prover;
  @Inject AuditNewOriginCommand origins;

  @TempDir Path folder = Path.of("");

  @Test
  void verify_reads_the_files_that_export_writes() throws IOException {
    record(3);
    Path file = folder.resolve("trail.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      assertThat(exporter.export(ALL, "olga", out)).isZero();
    }
    CommandOutput said = CommandOutput.of("audit", "verify", "--file", file.toString());
    assertThat(said.out()).contains("The audit trail is intact: 3 entries.");
    assertThat(last(2)).extracting(AuditEntry::payload).allMatch(text -> text.contains("\"olga\""));
  }

  @Test
  void a_missing_file_counts_as_not_read_and_not_as_changed() {
    CommandOutput said = CommandOutput.of("audit", "verify", "--file", "/nowhere.jsonl");
    assertThat(said.exit()).isEqualTo(69);
    assertThat(said.err()).contains("There is no file or folder for /nowhere.jsonl");
  }

  @Test
  void verify_finds_an_access_review_that_somebody_deleted() {
    assertThat(verifier.verify(List.of(), List.of(), List.of())).isNotEqualTo(1);
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                log.record(
                    new AccessReviewEvent.AccessReviewBegun(
                        UUID.randomUUID(),
                        new PersonId("noor"),
                        List.of("prod-readonly"),
                        0,
                        List.of(),
                        "digest",
                        "snapshot",
                        Instant.EPOCH)));
    assertThat(verifier.verify(List.of(), List.of(), List.of())).isEqualTo(1);
  }

  @Test
  void an_export_that_breaks_off_says_so_with_its_exit_code() {
    record(1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    CommandOutput said = CommandOutput.of(() -> exporter.export(ALL, "olga", full));
    assertThat(said.exit()).isOne();
    assertThat(said.err()).contains("No space left on device", "continue it", "--after");
    assertThat(last(1).getFirst().payload()).contains("export_begun");
  }

  @Test
  void export_refuses_what_it_cannot_do_before_it_touches_anything() throws IOException {
    String there = Files.writeString(folder.resolve("evidence"), "kept").toString();
    refused("--format", "entries", "--output", there).contains("already exists; name another");
    assertThat(Path.of(there)).hasContent("kept");
    String file = folder.resolve("new").toString();
    refused("--format", "pdf", "--output", file).contains("'pdf' is not one of");
    refused("--format", "grants-csv", "--output", file).contains("'from' and 'to' are needed");
    refused("--format", "entries", "--output", file, "--after", "-1").contains("--after takes");
    refused("--format", "entries", "--output", file, "--from", "yesterday").contains("yesterday");
    refused("--format", "entries").contains("--output");
    assertThat(Path.of(file)).doesNotExist();
  }

  private static org.assertj.core.api.AbstractStringAssert<?> refused(String... options) {
    CommandOutput said =
        CommandOutput.of(
            Stream.concat(Stream.of("audit", "export"), Stream.of(options)).toArray(String[]::new));
    assertThat(said.exit()).as(said.err()).isEqualTo(2);
    return assertThat(said.err());
  }

  @Test
  void a_proof_that_prove_writes_is_one_that_verify_accepts() {
    record(3);
    maker.run();
    AuditEntry entry = trail.after(0, Optional.empty(), 10).get(2);
    String subject = entry.payload().replaceAll(".*\"subject\":\"([^\"]+)\".*", "$1");
    Path proofs = folder.resolve("proofs");
    assertThat(prover.prove(subject, proofs)).isZero();
    Path proof = proofs.resolve("entry-%d.tlog-proof".formatted(entry.seq()));
    CommandOutput said =
        CommandOutput.of("audit", "verify", "--proof", proof.toString(), "--key", key.toString());
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.out()).contains(subject);
    assertThat(prover.prove(subject, proofs)).as("a file that is there is kept").isOne();
  }

  @Test
  void an_entry_that_is_missing_or_in_no_checkpoint_yet_has_no_proof() {
    record(1);
    maker.run();
    record(1);
    long newest = trail.head().seq();
    assertThat(prover.prove(Long.toString(newest), folder)).isOne();
    assertThat(prover.prove(Long.toString(newest + 1), folder)).isOne();
    assertThat(prover.prove("nothing", folder)).isOne();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_new_origin_has_a_name_of_its_own_and_is_on_the_record_with_its_reason() {
    record(1);
    maker.run();
    assertThat(
            origins.begin(
                CommandLine.populateCommand(
                    new AuditNewOriginCommand.Arguments(),
                    "--because",
                    "the backup of May is lost",
                    "--by",
                    "olga")))
        .isZero();
    assertThat(last(1).getFirst().payload())
        .contains("audit_origin_begun", "olga", "the backup of May is lost")
        .contains(CheckpointsOn.ORIGIN + "/");
    CommandOutput said = CommandOutput.of("audit", "new-origin", "--because", " ");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("--because must not be empty.");
  }

  private List<AuditEntry> last(int number) {
    return trail.after(trail.head().seq() - number, Optional.empty(), number);
  }
}
