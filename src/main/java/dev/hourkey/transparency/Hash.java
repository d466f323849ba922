package dev.hourkey.transparency;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A SHA-256 hash of a tree, compared by its bytes. */
public record Hash(byte[] bytes) {
  public static final int LENGTH = 32;

  public Hash {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
  }

  /** The hash that {@link #toString} writes; empty for any other text. */
  public static Optional<Hash> parse(String base64) {
    return Base64Text.decode(base64).filter(bytes -> bytes.length == LENGTH).map(Hash::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash(byte[] its) && Arrays.equals(bytes, its);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The hash in base64, as in checkpoints and proofs. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
