package dev.hourkey.audit;

import dev.hourkey.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One link of the chain, as it is stored.
 *
 * @param utf8 the payload in UTF-8, as it is hashed
 */
public record AuditEntry(long seq, byte[] utf8, byte[] prevHash, byte[] hash) {
  public AuditEntry(long seq, String payload, byte[] prevHash, byte[] hash) {
    this(seq, payload.getBytes(StandardCharsets.UTF_8), prevHash, hash);
  }

  /** The event, as JSON. */
  public String payload() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Whether the hash follows from the entry's content and the previous entry. */
  public boolean hashIsRight() {
    return Arrays.equals(hash, hash(Sha256.begin()));
  }

  /** SHA-256 over the previous hash, the number and the payload. */
  byte[] hash(MessageDigest sha256) {
    sha256.update(prevHash);
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seq));
    return sha256.digest(utf8);
  }

  public String hashHex() {
    return HexFormat.of().formatHex(hash);
  }

  public String prevHashHex() {
    return HexFormat.of().formatHex(prevHash);
  }
}
