package dev.hourkey.transparency;

import dev.hourkey.text.Sha256;
import java.security.MessageDigest;

/**
 * The hashes of RFC 6962, section 2.1. A leaf and a node begin with different bytes, so that
 * neither passes for the other. Not thread-safe.
 */
final class TreeHasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = Sha256.begin();

  byte[] leaf(byte[] entry) {
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  byte[] node(byte[] left, byte[] right) {
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }

  byte[] nothing() {
    return sha256.digest();
  }
}
