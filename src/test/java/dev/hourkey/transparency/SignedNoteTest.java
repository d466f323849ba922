package dev.hourkey.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes, keys, checkpoints and proofs as texts, by published examples. */
class SignedNoteTest {
  /** The example of Go's {@code golang.org/x/mod/sumdb/note}. */
  private static final String NEUMANN =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  private static final String NEUMANNS_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String NEUMANNS_PRIVATE_KEY = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

  @Test
  void the_published_note_is_signed_by_the_published_key() {
    SignedNote note = SignedNote.parse(NEUMANN).orElseThrow();
    VerifierKey key = VerifierKey.parse(NEUMANNS_KEY).orElseThrow();
    assertThat(note.isSignedBy(List.of(key))).isTrue();
    assertThat(note.toString()).isEqualTo(NEUMANN);
    assertThat(key.toString()).isEqualTo(NEUMANNS_KEY);
    assertThat(SignedNote.parse(NEUMANN.replace("think", "thing")).orElseThrow())
        .matches(changed -> !changed.isSignedBy(List.of(key)));
  }

  @Test
  void a_signer_signs_as_the_published_private_key_did() {
    byte[] seed = Base64.getDecoder().decode(NEUMANNS_PRIVATE_KEY);
    String pkcs8 =
        "302e020100300506032b657004220420" + HexFormat.of().formatHex(seed, 1, seed.length);
    NoteSigner signer = NoteSigner.of("PeterNeumann", HexFormat.of().parseHex(pkcs8)).orElseThrow();
    SignedNote note = SignedNote.parse(NEUMANN).orElseThrow();
    assertThat(signer.verifier().toString()).isEqualTo(NEUMANNS_KEY);
    assertThat(signer.sign(note.text()).toString())
        .isEqualTo(note.signatures().getFirst().toString());
    assertThat(NoteSigner.of("PeterNeumann", seed)).isEmpty();
  }

  @Test
  void signatures_by_unknown_keys_and_of_unknown_kinds_are_kept_and_ignored() throws Exception {
    NoteSigner signer = signer("hourkey.example/audit");
    Checkpoint checkpoint = new Checkpoint("hourkey.example/audit", 8, new MerkleTree().root());
    SignedNote note =
        new SignedNote(checkpoint.text(), List.of(signer.sign(checkpoint.text())))
            .with(
                List.of(
                    new SignedNote.Signature("hourkey.example/audit", 6, new byte[2420]),
                    new SignedNote.Signature("witness.example", 4, new byte[72])));
    SignedNote read = SignedNote.parse(note.toString()).orElseThrow();
    assertThat(read.signatures()).hasSize(3);
    assertThat(read.isSignedBy(List.of(signer.verifier()))).isTrue();
    assertThat(read.isSignedBy(List.of(signer("hourkey.example/audit").verifier()))).isFalse();
    assertThat(read.checkpoint()).hasValue(checkpoint);
  }

  @Test
  void a_wrong_signature_by_a_known_key_spoils_a_note_that_another_key_has_signed()
      throws Exception {
    NoteSigner old = signer("log");
    NoteSigner current = signer("log");
    List<VerifierKey> both = List.of(old.verifier(), current.verifier());
    SignedNote note = new SignedNote("text\n", List.of(current.sign("text\n"), old.sign("text\n")));
    assertThat(note.isSignedBy(both)).isTrue();
    assertThat(
            new SignedNote("text\n", List.of(current.sign("text\n"), old.sign("other\n")))
                .isSignedBy(both))
        .isFalse();
  }

  /** The verifier key of the C2SP specification of cosignatures has type 4. */
  @Test
  void the_specifications_example_of_a_witnesss_note_is_read() {
    String example =
        """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
        """;
    SignedNote note = SignedNote.parse(example).orElseThrow();
    assertThat(note.toString()).isEqualTo(example);
    assertThat(note.checkpoint().orElseThrow().size()).isEqualTo(20852163);
    assertThat(note.isSignedBy(List.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAA\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA\nmore\n",
        "text\n\n— name AAAAAAA=",
        "te\txt\n\n— name AAAAAAAA\n"
      })
  void text_that_only_resembles_a_note_is_not_a_note(String text) {
    assertThat(SignedNote.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "origin\n01\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "origin\n-1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "origin\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
        "origin\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7w==\n",
        "or igin\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "or+igin\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
      })
  void text_that_only_resembles_a_checkpoint_is_not_a_checkpoint(String text) {
    assertThat(Checkpoint.parse(text)).isEmpty();
  }

  @Test
  void a_proof_is_read_as_it_is_written_and_shows_only_its_entry() throws Exception {
    NoteSigner signer = signer("log");
    MerkleTree tree = new MerkleTree();
    var proof = new InclusionProof.Builder(3, 11);
    for (byte entry = 0; entry < 11; entry++) {
      tree.append(new byte[] {entry});
      proof.append(new byte[] {entry});
    }
    String text = new Checkpoint("log", 11, tree.root()).text();
    SignedNote note = new SignedNote(text, List.of(signer.sign(text)));
    for (Optional<byte[]> extra : List.of(Optional.<byte[]>empty(), Optional.of(new byte[9]))) {
      String written = new TlogProof(extra, proof.build(), note).toString();
      TlogProof read = TlogProof.parse(written).orElseThrow();
      assertThat(read.toString()).isEqualTo(written);
      assertThat(read.extra().isPresent()).isEqualTo(extra.isPresent());
      assertThat(read.shows(new byte[] {3}, List.of(signer.verifier()))).isTrue();
      assertThat(read.shows(new byte[] {4}, List.of(signer.verifier()))).isFalse();
      assertThat(read.shows(new byte[] {3}, List.of(signer("log").verifier()))).isFalse();
      assertThat(TlogProof.parse(written.replace("index 3", "index 03"))).isEmpty();
      assertThat(TlogProof.parse(written.replace("@v1", "@v2"))).isEmpty();
      assertThat(TlogProof.parse(written.replace("index 3", "index 4")).orElseThrow())
          .matches(wrong -> !wrong.shows(new byte[] {3}, List.of(signer.verifier())));
    }
  }

  private static NoteSigner signer(String name) throws GeneralSecurityException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    return NoteSigner.of(name, key).orElseThrow();
  }
}
