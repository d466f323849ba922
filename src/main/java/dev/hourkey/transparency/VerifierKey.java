package dev.hourkey.transparency;

import dev.hourkey.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A public key that checks signatures of notes. As text it is a C2SP verifier key: the name, the
 * key's id and the key, separated by plus signs.
 */
public record VerifierKey(String name, Kind kind, byte[] publicKey) {
  private static final Pattern TEXT = Pattern.compile("([^\\s+]+)\\+([0-9a-f]{8})\\+(\\S+)");
  private static final int RAW = 32;
  private static final int TIME = Long.BYTES;

  /** What comes before the key itself in a SubjectPublicKeyInfo. */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  /**
   * The signature types that Hourkey checks. Others, like ML-DSA-44 (6), are kept in notes
   * unchecked.
   */
  public enum Kind {
    /** Ed25519 over the text: logs. */
    ED25519(1),
    /** Ed25519 over the time and the text: witnesses. */
    COSIGNATURE(4);

    private final byte number;

    Kind(int number) {
      this.number = (byte) number;
    }
  }

  /** The key in this text; empty if the text is not a key, or the kind of key is unknown. */
  public static Optional<VerifierKey> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Base64Text.decode(parts.group(3))
            .filter(bytes -> bytes.length == 1 + RAW)
            .flatMap(
                bytes ->
                    Stream.of(Kind.values())
                        .filter(kind -> kind.number == bytes[0])
                        .findFirst()
                        .map(kind -> key(parts.group(1), kind, bytes)))
            .filter(key -> key.toString().equals(text))
        : Optional.empty();
  }

  private static VerifierKey key(String name, Kind kind, byte[] typed) {
    return new VerifierKey(name, kind, Arrays.copyOfRange(typed, 1, typed.length));
  }

  /** The same key under another name. */
  public VerifierKey named(String other) {
    return new VerifierKey(other, kind, publicKey);
  }

  public int keyId() {
    byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] all =
        ByteBuffer.allocate(start.length + 1 + publicKey.length)
            .put(start)
            .put(kind.number)
            .put(publicKey)
            .array();
    return ByteBuffer.wrap(Sha256.of(all)).getInt();
  }

  boolean isOf(SignedNote.Signature signature) {
    return signature.name().equals(name) && signature.keyId() == keyId();
  }

  boolean verifies(String text, byte[] signature) {
    return switch (kind) {
      case ED25519 -> verifies(text.getBytes(StandardCharsets.UTF_8), signature);
      case COSIGNATURE ->
          signature.length > TIME
              && verifies(
                  cosigned(ByteBuffer.wrap(signature).getLong(), text),
                  Arrays.copyOfRange(signature, TIME, signature.length));
    };
  }

  /** What a witness signs. */
  private static byte[] cosigned(long seconds, String text) {
    return "cosignature/v1\ntime %d\n%s".formatted(seconds, text).getBytes(StandardCharsets.UTF_8);
  }

  private boolean verifies(byte[] message, byte[] signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new X509EncodedKeySpec(
                      ByteBuffer.allocate(SPKI.length + RAW).put(SPKI).put(publicKey).array()));
      var verifier = java.security.Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // No key, or no signature, of this kind.
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey key && key.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return keyId();
  }

  @Override
  public String toString() {
    byte[] typed =
        ByteBuffer.allocate(1 + publicKey.length).put(kind.number).put(publicKey).array();
    return "%s+%s+%s"
        .formatted(name, HexFormat.of().toHexDigits(keyId()), Base64Text.encode(typed));
  }
}
