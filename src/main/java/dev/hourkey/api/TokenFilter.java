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

/** Keeps {@link TokenRequired} resources closed to everybody else. */
@Provider
@TokenRequired
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped // A proxy: filters are made before the settings are there.
public class TokenFilter implements ContainerRequestFilter {
  private final Optional<String> token;

  @Inject
  TokenFilter(ApiConfig config) {
    this.token = config.token().filter(set -> !set.isBlank());
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (token.isEmpty()) {
      request.abortWith(Problem.unauthorized("This stays closed until hourkey.api.token is set."));
    } else if (!brought(request).filter(this::same).isPresent()) {
      request.abortWith(
          Problem.unauthorized("Bring the token: Authorization: Bearer <hourkey.api.token>."));
    }
  }

  private static Optional<String> brought(ContainerRequestContext request) {
    return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> header.substring("Bearer ".length()));
  }

  private boolean same(String other) {
    return MessageDigest.isEqual(
        token.orElseThrow().getBytes(StandardCharsets.UTF_8),
        other.getBytes(StandardCharsets.UTF_8));
  }
}
