package dev.hourkey.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Reads the claims of JSON Web Tokens. It checks no signatures. */
public final class JsonWebToken {
  /** How far the clock of a token's issuer may be from this machine's. */
  public static final Duration CLOCKS_APART = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonWebToken() {}

  /** The claims of a token; empty if the text is not a token. */
  public static Optional<JsonNode> claims(String token) {
    String[] parts = token.strip().split("\\.", 0); // Drops an empty signature.
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(Base64.getUrlDecoder().decode(parts[1])))
          .filter(JsonNode::isObject);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
