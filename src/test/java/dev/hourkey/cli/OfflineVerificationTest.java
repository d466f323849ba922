package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.text.Sha256;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.InclusionProof;
import dev.hourkey.transparency.MerkleTree;
import dev.hourkey.transparency.NoteSigner;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.TlogProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify} with files: no settings, no database, no network. */
class OfflineVerificationTest {
  private static final int ENTRIES = 9;

  @TempDir Path folder = Path.of("");

  private final List<AuditEntry> entries = new ArrayList<>();
  private String key = "";
  private Path file = Path.of("");
  private Path checkpoint = Path.of("");
  private Path proof = Path.of("");

  @BeforeEach
  void files() throws Exception {
    NoteSigner signer =
        NoteSigner.of(
                "hourkey.example.com/audit",
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded())
            .orElseThrow();
    key = signer.verifier().toString();
    MerkleTree tree = new MerkleTree();
    var inclusion = new InclusionProof.Builder(4, ENTRIES);
    byte[] hash = {};
    for (long seq = 1; seq <= ENTRIES; seq++) {
      byte[] payload = "{\"n\":%d}".formatted(seq).getBytes(StandardCharsets.UTF_8);
      byte[] next =
          Sha256.of(
              ByteBuffer.allocate(hash.length + 8 + payload.length)
                  .put(hash)
                  .putLong(seq)
                  .put(payload)
                  .array());
      entries.add(new AuditEntry(seq, new String(payload, StandardCharsets.UTF_8), hash, next));
      tree.append(next);
      inclusion.append(next);
      hash = next;
    }
    String text = new Checkpoint("hourkey.example.com/audit", ENTRIES, tree.root()).text();
    SignedNote note = new SignedNote(text, List.of(signer.sign(text)));
    checkpoint = Files.writeString(folder.resolve("checkpoint"), note.toString());
    file = export(entries);
    proof =
        Files.writeString(
            folder.resolve("proof"),
            new TlogProof(Optional.of(EntryFile.line(entries.get(4))), inclusion.build(), note)
                .toString());
  }

  private Path export(List<AuditEntry> rows) throws IOException {
    StringBuilder lines = new StringBuilder("{\"export\":\"x\"}\n");
    for (AuditEntry entry : rows) {
      lines.append(new String(EntryFile.line(entry), StandardCharsets.UTF_8)).append('\n');
    }
    String end = "{\"end\":true,\"rows\":%d,\"sha256\":\"%s\"}\n";
    lines.append(end.formatted(rows.size(), Sha256.hex(lines.toString())));
    return Files.writeString(folder.resolve("trail.jsonl"), lines);
  }

  @Test
  void an_export_that_agrees_with_the_checkpoint_is_intact() {
    CommandOutput said = verify(file);
    assertThat(said.out())
        .contains("The audit trail is intact: 9 entries.")
        .contains("It agrees with the signed checkpoint of 9 entries.");
    assertThat(said.exit()).isZero();
  }

  @Test
  void an_export_that_is_consistent_in_itself_but_other_than_signed_is_found() throws IOException {
    CommandOutput said = verify(export(entries.subList(0, 8)));
    assertThat(said.out()).contains("The audit trail was changed: entry 9, the entry is missing.");
    assertThat(said.exit()).isEqualTo(1);
  }

  @Test
  void an_incomplete_file_is_not_read_as_intact() throws IOException {
    String all = Files.readString(file);
    Files.writeString(file, all.substring(0, all.indexOf("{\"end\"")));
    CommandOutput said = verify(file);
    assertThat(said.out()).contains("no complete export of entries");
    assertThat(said.exit()).isEqualTo(69);
  }

  @Test
  void a_proof_prints_its_entry() {
    CommandOutput said =
        CommandOutput.of("audit", "verify", "--proof", proof.toString(), "--key", key);
    assertThat(said.out()).contains("Entry 5 is in the audit trail").contains("{\"n\":5}");
    assertThat(said.exit()).isZero();
  }

  @Test
  void a_changed_proof_shows_nothing() throws IOException {
    Files.writeString(proof, Files.readString(proof).replace("index 4", "index 5"));
    CommandOutput said =
        CommandOutput.of("audit", "verify", "--proof", proof.toString(), "--key", key);
    assertThat(said.out()).contains("The proof shows nothing");
    assertThat(said.exit()).isEqualTo(1);
  }

  @Test
  void a_checkpoint_of_another_key_is_refused_in_a_sentence() {
    CommandOutput said =
        CommandOutput.of(
            "audit",
            "verify",
            "--file",
            file.toString(),
            "--checkpoint",
            checkpoint.toString(),
            "--key",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    assertThat(said.err()).contains("is no checkpoint that is signed by the key");
    assertThat(said.exit()).isEqualTo(2);
  }

  private CommandOutput verify(Path export) {
    return CommandOutput.of(
        "audit",
        "verify",
        "--file",
        export.toString(),
        "--checkpoint",
        checkpoint.toString(),
        "--key",
        key);
  }
}
