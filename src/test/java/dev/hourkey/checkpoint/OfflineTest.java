package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.audit.Verification;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import dev.hourkey.export.Exporter;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.TlogProof;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an auditor checks without Hourkey's database: an export, and proofs of single entries. */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class OfflineTest extends CheckpointDatabaseTest {
  @Inject Exporter exporter;
  @Inject EntryProofs proofs;

  @Test
  void an_export_agrees_with_its_checkpoint_and_every_change_of_it_is_found() throws IOException {
    record(12);
    maker.run();
    Checkpoint signed = newest();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exporter
        .begin(new ExportSpec(ExportFormat.ENTRIES, Optional.empty(), Optional.empty(), 0), "olga")
        .writeTo(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    ChainHead head = new ChainHead(14, entry(lines.get(14)).hash());
    assertThat(check(lines, signed)).isEqualTo(new Verification.Intact(head, signed.root()));

    for (int row = 1; row <= 14; row++) {
      List<String> changed = new ArrayList<>(lines);
      changed.set(row, lines.get(row).replaceFirst("subject", "sobject"));
      assertThat(check(changed, signed)).isEqualTo(broken(row));
      List<String> shorter = new ArrayList<>(lines);
      shorter.remove(row);
      assertThat(found(shorter, signed)).as("drop %d", row).isTrue();
    }
    List<String> swapped = new ArrayList<>(lines);
    swapped.set(3, lines.get(4));
    swapped.set(4, lines.get(3));
    assertThat(check(swapped, signed)).isInstanceOf(Verification.Broken.class);
    assertThatThrownBy(() -> check(lines.subList(0, 15), signed))
        .hasMessageContaining("no last line");
    assertThat(found(lines.subList(0, 12), signed)).isTrue();
    assertThatThrownBy(() -> check(List.of("{}", "no json"), signed))
        .isInstanceOf(IOException.class);
    assertThat(check(lines, new Checkpoint(signed.origin(), 13, signed.root())))
        .isInstanceOf(Verification.Broken.class);
  }

  @Test
  void an_entry_contains_nothing_that_its_hash_does_not_cover() throws IOException {
    record(3);
    maker.run();
    AuditEntry entry = trail.after(0, Optional.empty(), 1).getFirst();
    String line = new String(EntryFile.line(entry), StandardCharsets.UTF_8);
    assertThat(EntryFile.entry(line.getBytes(StandardCharsets.UTF_8))).isNotNull();
    for (String more :
        List.of(
            "\"payload\":\"{}\",", // Some readers take the first of two.
            "\"event\":{\"type\":\"request_denied\"},",
            "\"end\":true,\"rows\":0,")) {
      String changed = line.replaceFirst("\\{", "{" + more);
      assertThatThrownBy(() -> entry(changed)).as(changed).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> entry(line + "{\"payload\":\"{}\"}")).isInstanceOf(IOException.class);
  }

  private static boolean found(List<String> lines, Checkpoint signed) {
    try {
      return check(lines, signed) instanceof Verification.Broken;
    } catch (IOException e) {
      return true;
    }
  }

  private static Verification check(List<String> lines, Checkpoint signed) throws IOException {
    String text = String.join("\n", lines) + "\n";
    ExportVerifier check = new ExportVerifier(List.of(), List.of(signed));
    boolean _ = check.verify(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return check.end();
  }

  private static Verification broken(long seq) {
    return new Verification.Broken(seq, "the entry does not follow from the previous one");
  }

  private static AuditEntry entry(String line) throws IOException {
    return EntryFile.entry(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_proof_shows_its_entry_and_nothing_else() throws Exception {
    record(12);
    maker.run();
    record(1);
    List<AuditEntry> entries = trail.after(0, Optional.empty(), 100);
    EntryProofs.Made made = proofs.prove(entries);
    assertThat(made.proofs()).hasSize(14);
    assertThat(made.later()).as("not signed yet").hasSize(1);
    assertThat(made.timestamp()).isPresent();
    List<VerifierKey> keys = List.of(key);
    for (EntryProofs.Proof proof : made.proofs()) {
      assertThat(ProofCheck.of(proof.text(), keys))
          .isInstanceOfSatisfying(
              ProofCheck.Result.Shown.class,
              shown -> {
                assertThat(shown.entry().seq()).isEqualTo(proof.seq());
                assertThat(shown.entry().payload())
                    .isEqualTo(entries.get((int) proof.seq() - 1).payload());
              });
      TlogProof parsed = TlogProof.parse(proof.text()).orElseThrow();
      String extra = new String(parsed.extra().orElseThrow(), StandardCharsets.UTF_8);
      for (String other :
          List.of(
              extra.replace("request_expired", "request_denied").replace("audit_", "adit_"),
              extra.replaceFirst("\"seq\":\\d+", "\"seq\":99"))) {
        String wrong =
            proof
                .text()
                .replaceFirst(
                    "extra .*",
                    "extra "
                        + Base64.getEncoder()
                            .encodeToString(other.getBytes(StandardCharsets.UTF_8)));
        assertThat(ProofCheck.of(wrong, keys)).isInstanceOf(ProofCheck.Result.NotShown.class);
      }
      assertThat(ProofCheck.of(proof.text().replaceFirst("index \\d+", "index 99"), keys))
          .isInstanceOf(ProofCheck.Result.NotShown.class);
      assertThat(ProofCheck.of(proof.text(), List.of(key.named("another.log"))))
          .isInstanceOf(ProofCheck.Result.NotShown.class);
    }
    VerifierKey witness = VerifierKey.parse(sandbox.witness().vkey()).orElseThrow();
    SignedNote note = TlogProof.parse(made.proofs().getFirst().text()).orElseThrow().note();
    assertThat(note.isSignedBy(List.of(witness))).as("with the cosignature").isTrue();
    assertThat(ProofCheck.of("no proof", keys)).isInstanceOf(ProofCheck.Result.NotShown.class);
  }

  @Test
  void a_proof_of_another_log_is_not_valid_even_if_the_same_key_signs_both() {
    record(3);
    maker.run();
    String text = proofs.prove(trail.after(0, Optional.empty(), 1)).proofs().getFirst().text();
    TlogProof proof = TlogProof.parse(text).orElseThrow();
    VerifierKey later = key.named(key.name() + "/20260302T120000Z"); // After 'audit new-origin'.
    SignedNote relabelled =
        new SignedNote(
            proof.note().text(),
            proof.note().signatures().stream()
                .filter(one -> one.name().equals(key.name()))
                .map(one -> new SignedNote.Signature(later.name(), later.keyId(), one.bytes()))
                .toList());
    assertThat(relabelled.isSignedBy(List.of(later))).as("a signature names no log").isTrue();
    String forged = new TlogProof(proof.extra(), proof.inclusion(), relabelled).toString();
    assertThat(ProofCheck.of(forged, List.of(later)))
        .isEqualTo(new ProofCheck.Result.NotShown("the checkpoint is not signed by the key"));
    assertThat(ProofCheck.of(text, List.of(later, key)))
        .isInstanceOf(ProofCheck.Result.Shown.class);
  }
}
