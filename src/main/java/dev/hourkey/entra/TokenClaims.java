package dev.hourkey.entra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.doctor.EntraExamination.Token;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what an access token for Graph says about Hourkey. Microsoft may change its form at any
 * time, so nothing but advice may depend on it, and its signature is not checked.
 */
final class TokenClaims {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenClaims() {}

  /** Empty if it is no JSON Web Token. */
  static Optional<Token> read(String token) {
    String[] parts = token.split("\\.");
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      Set<String> permissions =
          claims.path("roles").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
      return Optional.of(
          new Token(claims.path("tid").asText(), claims.path("appid").asText(), permissions));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
