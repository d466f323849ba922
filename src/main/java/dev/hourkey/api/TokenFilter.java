package dev.hourkey.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Refuses calls of {@link TokenRequired} resources that do not have the token. */
@Provider
@TokenRequired
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped // Filters are created before the settings exist.
public class TokenFilter implements ContainerRequestFilter {
  private final Optional<String> token;

  @Inject
  TokenFilter(ApiConfig config) {
    this.token = config.token().filter(set -> !set.isBlank());
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (token.isEmpty()) {
      request.abortWith(Problem.unauthorized("The API is closed until hourkey.api.token is set."));
    } else if (!bearer(request).filter(this::isToken).isPresent()) {
      request.abortWith(
          Problem.unauthorized(
              "Send the token of hourkey.api.token as 'Authorization: Bearer <token>'."));
    }
  }

  private static Optional<String> bearer(ContainerRequestContext request) {
    return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> header.substring("Bearer ".length()));
  }

  private boolean isToken(String other) {
    return MessageDigest.isEqual(
        token.orElseThrow().getBytes(StandardCharsets.UTF_8),
        other.getBytes(StandardCharsets.UTF_8));
  }
}
