package dev.hourkey.checkpoint;

import dev.hourkey.transparency.NoteSigner;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that sign, from the settings. While a key is being replaced, there are two, and each
 * checkpoint has both signatures, so that a reader who knows either key can verify it.
 */
public final class SigningKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final List<byte[]> keys;

  private SigningKeys(List<byte[]> keys) {
    this.keys = List.copyOf(keys);
  }

  /** The keys in the settings; none if checkpoints are off. */
  static Optional<SigningKeys> of(CheckpointConfig config) {
    return config
        .signingKey()
        .or(() -> config.signingKeyPath().map(SigningKeys::read))
        .map(text -> parse(text).orElseThrow(() -> new IllegalStateException("no Ed25519 key")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("read the signing key", e);
    }
  }

  /** Parses the keys in a setting's text; empty unless each of them is an Ed25519 key. */
  public static Optional<SigningKeys> parse(String text) {
    List<Optional<byte[]>> each = texts(text).map(SigningKeys::decode).toList();
    return each.isEmpty() || each.contains(Optional.<byte[]>empty())
        ? Optional.empty()
        : Optional.of(new SigningKeys(each.stream().flatMap(Optional::stream).toList()));
  }

  private static Stream<String> texts(String text) {
    return text.contains(BEGIN)
        ? Stream.of(text.split(BEGIN, -1)).skip(1).map(pem -> pem.split(END, 2)[0])
        : Stream.of(text.split(",", -1));
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      byte[] key = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return NoteSigner.of("key", key).map(_ -> key);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Signs the text with each key, in the name of a log. */
  SignedNote sign(String origin, String text) {
    return new SignedNote(text, signers(origin).map(signer -> signer.sign(text)).toList());
  }

  /** The keys that check the signatures of a log. */
  public List<VerifierKey> verifiers(String origin) {
    return signers(origin).map(NoteSigner::verifier).toList();
  }

  private Stream<NoteSigner> signers(String origin) {
    return keys.stream().flatMap(key -> NoteSigner.of(origin, key).stream());
  }
}
