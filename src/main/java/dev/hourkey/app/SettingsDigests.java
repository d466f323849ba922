package dev.hourkey.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of a replica, in a form that other replicas can compare with theirs but can't read.
 */
final class SettingsDigests {
  private static final int DIGITS = 16;

  /**
   * For these settings, replicas compare only whether they are set. Files may be in different
   * places on each machine, and the address of the collector may contain a secret.
   */
  private static final Set<String> ONLY_WHETHER_SET =
      Set.of(
          "hourkey.policy.file",
          "hourkey.entra.certificate-path",
          "hourkey.entra.federated-token-file",
          "hourkey.audit.signing-key-path",
          "hourkey.audit.checkpoint-directory",
          "hourkey.audit.checkpoint-timestamp-ca",
          "hourkey.audit.export-url");

  private SettingsDigests() {}

  /** A JSON object with a string for each of Hourkey's keys that has a value. */
  static String json(Map<String, String> settings) {
    return Settings.KNOWN.stream()
        .sorted()
        .flatMap(key -> Stream.ofNullable(settings.get(key)).map(value -> pair(key, value.strip())))
        .filter(pair -> !pair.isEmpty())
        .collect(joining(",", "{", "}"));
  }

  /**
   * Leaves out secrets, because somebody who reads the table could guess a short one from its
   * digest.
   */
  private static String pair(String key, String value) {
    if (value.isEmpty()) {
      return "";
    }
    boolean hidden = Settings.SECRETS.contains(key) || ONLY_WHETHER_SET.contains(key);
    return "\"%s\":\"%s\"".formatted(key, hidden ? "set" : digest(key + "=" + value));
  }

  private static String digest(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
