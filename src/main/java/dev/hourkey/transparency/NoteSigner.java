package dev.hourkey.transparency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** Signs notes with Ed25519. */
public final class NoteSigner {
  private static final String ED25519 = "Ed25519";
  private static final int RAW = 32;

  private final PrivateKey key;
  private final VerifierKey verifier;

  private NoteSigner(PrivateKey key, VerifierKey verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /**
   * The signer with this private key.
   *
   * @param name the key's name: the origin of the log
   * @param pkcs8 as {@code openssl genpkey -algorithm ed25519 -outform DER} writes it
   * @return empty if the bytes are not such a key
   */
  public static Optional<NoteSigner> of(String name, byte[] pkcs8) {
    try {
      PrivateKey key =
          KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
      return Optional.of(
          new NoteSigner(key, new VerifierKey(name, VerifierKey.Kind.ED25519, publicKey(seed))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /**
   * The public key that belongs to a private key. The JDK computes a public key only when it
   * generates a pair, so the private key is passed to it as the random number.
   */
  private static byte[] publicKey(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator pairs = KeyPairGenerator.getInstance(ED25519);
    pairs.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        });
    byte[] spki = pairs.generateKeyPair().getPublic().getEncoded();
    return Arrays.copyOfRange(spki, spki.length - RAW, spki.length);
  }

  /** The key that checks its signatures. */
  public VerifierKey verifier() {
    return verifier;
  }

  /** Signs text, which ends with a line break. */
  public SignedNote.Signature sign(String text) {
    try {
      Signature signature = Signature.getInstance(ED25519);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return new SignedNote.Signature(verifier.name(), verifier.keyId(), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sign a note", e);
    }
  }
}
