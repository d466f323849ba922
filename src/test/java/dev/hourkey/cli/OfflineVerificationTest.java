package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
    return export("trail.jsonl", rows);
  }

  private Path export(String name, List<AuditEntry> rows) throws IOException {
    StringBuilder lines =
        new StringBuilder("{\"export\":\"x\",\"after\":%d}\n".formatted(rows.getFirst().seq() - 1));
    for (AuditEntry entry : rows) {
      lines.append(new String(EntryFile.line(entry), StandardCharsets.UTF_8)).append('\n');
    }
    String end = "{\"end\":true,\"rows\":%d,\"sha256\":\"%s\"}\n";
    lines.append(end.formatted(rows.size(), Sha256.hex(lines.toString())));
    return Files.writeString(folder.resolve(name), lines);
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
    assertThat(said.out())
        .contains("not a complete export of entries")
        .contains("continue it with 'audit export --after 9'");
    assertThat(said.exit()).isEqualTo(69);
  }

  @Test
  void parts_that_follow_each_other_are_verified_as_one_export() throws IOException {
    CommandOutput said = verify(part(1, 4), part(5, 7), part(8, 9));
    assertThat(said.out())
        .contains("The audit trail is intact: 9 entries.")
        .contains("It agrees with the signed checkpoint of 9 entries.")
        .doesNotContain("broke off");
    assertThat(said.exit()).isZero();
  }

  @Test
  void an_export_that_broke_off_is_verified_with_the_one_that_continues_it() throws IOException {
    CommandOutput said = verify(cutOff(part(1, 5)), part(5, 9));
    assertThat(said.out())
        .contains("1-5.jsonl has no last line: the export broke off after entry 4.")
        .contains("The audit trail is intact: 9 entries.");
    assertThat(said.exit()).isZero();
  }

  static Stream<Arguments> parts_with_gaps_or_overlaps_are_refused() {
    return Stream.of(
        arguments(named("missing at first", "5-9"), "begins after entry 4, but entry 1 comes next"),
        arguments(named("missing", "1-4 7-9"), "begins after entry 6, but entry 5 comes next"),
        arguments(named("repeated", "1-4 1-4 5-9"), "but the files before it go to entry 4"),
        arguments(named("overlapping", "1-6 5-9"), "but the files before it go to entry 6"),
        arguments(named("reordered", "1-4 8-9 5-7"), "begins after entry 7, but entry 5 comes"),
        arguments(named("cut off midway", "1-5! 6-9"), "begins after entry 5, but entry 5 comes"),
        arguments(
            named("cut off at the end", "1-4 5-9!"), "continue it with 'audit export --after 8'"));
  }

  @ParameterizedTest
  @MethodSource
  void parts_with_gaps_or_overlaps_are_refused(String parts, String why) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : parts.split(" ", -1)) {
      String[] range = part.replace("!", "").split("-", -1);
      Path whole = part(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
      files.add(part.endsWith("!") ? cutOff(whole) : whole);
    }
    CommandOutput said = verify(files.toArray(Path[]::new));
    assertThat(said.out()).contains(" is not a complete export of entries: it ").contains(why);
    assertThat(said.exit()).isEqualTo(69);
  }

  @Test
  void a_changed_entry_in_a_part_is_found() throws IOException {
    Path part = part(5, 9);
    Files.writeString(part, Files.readString(part).replace("{\\\"n\\\":7}", "{\\\"n\\\":8}"));
    CommandOutput said = verify(part(1, 4), part);
    assertThat(said.out()).contains("The audit trail was changed: entry 7");
    assertThat(said.exit()).isEqualTo(1);
  }

  private Path part(int first, int last) throws IOException {
    return export(first + "-" + last + ".jsonl", entries.subList(first - 1, last));
  }

  /** Without its last line and the end of its last entry. */
  private static Path cutOff(Path export) throws IOException {
    String all = Files.readString(export);
    return Files.writeString(export, all.substring(0, all.indexOf("{\"end\"") - 10));
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
    assertThat(said.out()).contains("The proof is not valid");
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
    assertThat(said.err()).contains("is not a checkpoint that this key has signed");
    assertThat(said.exit()).isEqualTo(2);
  }

  private CommandOutput verify(Path... exports) {
    return CommandOutput.of(
        Stream.of(
                Stream.of("audit", "verify", "--checkpoint", checkpoint.toString(), "--key", key),
                Stream.of(exports).flatMap(file -> Stream.of("--file", file.toString())))
            .flatMap(some -> some)
            .toArray(String[]::new));
  }
}
