package dev.hourkey.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The credentials that Hourkey sends to a tool.
 *
 * @param authorization the header; a secret
 * @param missing the key of a required setting that is not set; empty if the credentials are
 *     complete
 */
public record Credentials(String authorization, Optional<String> missing) {
  /** A setting's key, and its value if it is set. */
  public record Setting(String key, Optional<String> value) {}

  /** A token after a prefix, such as {@code Bearer }. */
  public static Credentials token(String prefix, Setting token) {
    return new Credentials(prefix + token.value().orElse(""), missing(token));
  }

  /** A user's name and password or token. */
  public static Credentials basic(Setting user, Setting password) {
    String both = user.value().orElse("") + ":" + password.value().orElse("");
    return new Credentials(
        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)),
        missing(user).or(() -> missing(password)));
  }

  /** The same credentials, which also need another setting, such as the tool's address. */
  public Credentials with(Setting also) {
    return new Credentials(authorization, missing(also).or(() -> missing));
  }

  private static Optional<String> missing(Setting setting) {
    return setting.value().isPresent() ? Optional.empty() : Optional.of(setting.key());
  }

  /** Describes the credentials without the secret. */
  @Override
  public String toString() {
    return "Credentials" + missing.map(key -> " without " + key).orElse("");
  }
}
