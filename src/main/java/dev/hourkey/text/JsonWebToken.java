package dev.hourkey.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** What JSON Web Tokens say. Nobody's signature is checked here. */
public final class JsonWebToken {
  /** How far the clock of the one who issues a token may be from this machine's. */
  public static final Duration CLOCKS_APART = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonWebToken() {}

  /** The claims of a token; empty if it is none. */
  public static Optional<JsonNode> claims(String token) {
    String[] parts = token.strip().split("\\.");
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
