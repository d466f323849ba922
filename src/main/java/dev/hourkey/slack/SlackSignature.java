package dev.hourkey.slack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Slack's signature over a raw body: HMAC-SHA256 of {@code v0:timestamp:body} (Slack, "Verifying
 * requests from Slack"). Bolt's own check takes a blank secret and timestamps from the future.
 */
final class SlackSignature {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> keys;

  /**
   * @param secrets the signing secret, or two separated by a comma while it is rotated; neither may
   *     be blank
   */
  SlackSignature(String secrets) {
    keys = Stream.of(secrets.split(",", -1)).map(SlackSignature::key).toList();
  }

  private static SecretKeySpec key(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("the signing secret is blank");
    }
    return new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** Whether the body was signed with one of the secrets, at most 5 minutes from now. */
  boolean valid(@Nullable String timestamp, @Nullable String signature, byte[] body, Instant now) {
    if (timestamp == null || signature == null || !timestamp.matches("[0-9]{1,12}")) {
      return false;
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    byte[] claimed = signature.getBytes(StandardCharsets.UTF_8);
    return age.compareTo(TOLERANCE) <= 0
        && keys.stream()
            .anyMatch(
                key ->
                    MessageDigest.isEqual(
                        sign(key, timestamp, body).getBytes(StandardCharsets.US_ASCII), claimed));
  }

  private static String sign(SecretKeySpec key, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
