package dev.hourkey.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** The tokens that the API accepts, and the roles that each of them gives. */
@ApplicationScoped
class ApiTokens {
  private final Optional<String> reading;
  private final Optional<String> requesting;
  private final ApplicationTokens applications;

  ApiTokens(ApiConfig config, ApplicationTokens applications) {
    this.applications = applications;
    this.reading = config.token().filter(set -> !set.isBlank());
    this.requesting = config.requestToken().filter(set -> !set.isBlank());
  }

  /** Whether no token is accepted, so that nobody can call the API. */
  boolean closed() {
    return reading.isEmpty() && requesting.isEmpty() && !applications.expected();
  }

  /** The caller with this token; empty if the token is not accepted. */
  Optional<ApiCaller> caller(String token) {
    if (isToken(reading, token)) {
      return Optional.of(new ApiCaller("API", Set.of(ApiRole.READ)));
    }
    return isToken(requesting, token)
        ? Optional.of(new ApiCaller("API", Set.of(ApiRole.REQUEST)))
        : applications.caller(token);
  }

  private static boolean isToken(Optional<String> expected, String other) {
    return expected
        .filter(
            token ->
                MessageDigest.isEqual(
                    token.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)))
        .isPresent();
  }
}
