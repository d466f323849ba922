package dev.hourkey.entra;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.doctor.EntraDiagnostics.Token;
import dev.hourkey.text.JsonWebToken;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what an access token for Graph says about Hourkey. Microsoft may change the token's form at
 * any time, so only advice may depend on it. The signature is not checked.
 */
final class TokenClaims {
  private TokenClaims() {}

  /** Parses a token; empty if it is not a JSON Web Token. */
  static Optional<Token> read(String token) {
    return JsonWebToken.claims(token).map(TokenClaims::token);
  }

  private static Token token(JsonNode claims) {
    Set<String> permissions =
        claims.path("roles").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    return new Token(claims.path("tid").asText(), claims.path("appid").asText(), permissions);
  }
}
