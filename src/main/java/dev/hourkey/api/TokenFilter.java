package dev.hourkey.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses calls of {@link TokenRequired} resources without a token that has the required role. */
@Provider
@TokenRequired
@Priority(Priorities.AUTHENTICATION)
@Startup // Prometheus' increase() misses the first value of a counter, so it has to start at 0.
@ApplicationScoped // Filters are created before the settings exist.
public class TokenFilter implements ContainerRequestFilter {
  private final ApiTokens tokens;
  private final ResourceInfo resource;
  private final Counter refused;

  @Inject
  TokenFilter(ApiTokens tokens, ResourceInfo resource, MeterRegistry registry) {
    this.tokens = tokens;
    this.resource = resource;
    this.refused =
        Counter.builder("hourkey.api.tokens.refused")
            .description("Calls of the API with a token that is not, or no longer, valid")
            .register(registry);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (tokens.closed()) {
      request.abortWith(Problem.unauthorized("The API is closed until hourkey.api.token is set."));
      return;
    }
    Optional<String> token = bearer(request);
    Optional<ApiCaller> caller = token.flatMap(tokens::caller);
    if (caller.isEmpty()) {
      token.ifPresent(_ -> refused.increment());
      request.abortWith(
          Problem.unauthorized(
              "Send the token of hourkey.api.token as 'Authorization: Bearer <token>'."));
    } else if (Stream.of(needed()).noneMatch(caller.get().roles()::contains)) {
      request.abortWith(Problem.forbidden("This token may not be used for this call."));
    } else {
      caller.get().enter(request);
    }
  }

  private ApiRole[] needed() {
    TokenRequired ofMethod = resource.getResourceMethod().getAnnotation(TokenRequired.class);
    return ofMethod != null
        ? ofMethod.value()
        : resource.getResourceClass().getAnnotation(TokenRequired.class).value();
  }

  private static Optional<String> bearer(ContainerRequestContext request) {
    return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> header.substring("Bearer ".length()));
  }
}
