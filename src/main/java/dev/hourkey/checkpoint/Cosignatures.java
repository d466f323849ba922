package dev.hourkey.checkpoint;

import dev.hourkey.transparency.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Signature lines of a witness, as they are stored beside a checkpoint. */
final class Cosignatures {
  private Cosignatures() {}

  static byte[] bytes(List<SignedNote.Signature> signatures) {
    StringBuilder lines = new StringBuilder();
    signatures.forEach(lines::append);
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  static List<SignedNote.Signature> of(byte[] evidence) {
    return SignedNote.signatures(new String(evidence, StandardCharsets.UTF_8)).orElse(List.of());
  }
}
