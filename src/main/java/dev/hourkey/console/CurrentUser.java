package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.PolicyRoles;
import dev.hourkey.request.VendorCallLimiter;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the user of this request. Only the object id of the token identifies them. Their role
 * is the higher one of the token's app role and their current role in the policy file. Hourkey
 * needs Graph to find out the latter. Everybody shares Graph's quota, so each request is counted
 * first.
 */
@RequestScoped
class CurrentUser {
  private static final PolicyRoles.Answer BUSY =
      new PolicyRoles.Answer(
          false, false, Optional.of("Too many calls are waiting for Entra at the moment"));

  private final SecurityIdentity identity;
  private final PolicyRoles roles;
  private final ActionRateLimiter limiter;
  private final VendorCallLimiter calls;
  private @Nullable ConsoleUser current;

  CurrentUser(
      SecurityIdentity identity,
      PolicyRoles roles,
      ActionRateLimiter limiter,
      VendorCallLimiter calls) {
    this.identity = identity;
    this.roles = roles;
    this.limiter = limiter;
    this.calls = calls;
  }

  /** The user, if their role includes this one; otherwise they get an error page. */
  ConsoleUser require(ConsoleRole needed) {
    ConsoleUser user = current();
    if (!user.sees(needed)) {
      throw user.unknown()
          .map(why -> ErrorPage.roleUnknown(why))
          .orElseGet(() -> ErrorPage.forbidden("You don't have access to this page"))
          .asException();
    }
    return user;
  }

  ConsoleUser current() {
    if (current == null) {
      current = read();
    }
    return current;
  }

  /** The ID token of the session. */
  JsonWebToken token() {
    return (JsonWebToken) identity.getPrincipal();
  }

  /** The user's id, without a role: ending access must not depend on a directory or a limit. */
  PersonId id() {
    return token()
        .<String>claim("oid")
        .filter(oid -> !oid.isBlank())
        .map(PersonId::new)
        .orElseThrow(() -> ErrorPage.forbidden("Entra did not say who you are").asException());
  }

  private ConsoleUser read() {
    PersonId id = id();
    limiter
        .delay(id.value(), Kind.VIEWING)
        .ifPresent(
            wait -> {
              throw ErrorPage.tooManyRequests(wait);
            });
    String name = token().<String>claim("name").orElse("");
    ConsoleRole byToken = roleOfToken();
    if (byToken == ConsoleRole.OPERATOR) {
      return new ConsoleUser(id, name, byToken, Optional.empty());
    }
    PolicyRoles.Answer answer =
        calls.get(VendorCallLimiter.Caller.CONSOLE, () -> roles.of(id), () -> BUSY);
    ConsoleRole byPolicy =
        answer.operator()
            ? ConsoleRole.OPERATOR
            : answer.auditor() ? ConsoleRole.AUDITOR : ConsoleRole.PERSON;
    return new ConsoleUser(
        id, name, byPolicy.includes(byToken) ? byPolicy : byToken, answer.unknown());
  }

  private ConsoleRole roleOfToken() {
    return identity.hasRole("Hourkey.Admin")
        ? ConsoleRole.OPERATOR
        : identity.hasRole("Hourkey.Auditor")
            ? ConsoleRole.AUDITOR
            : identity.hasRole("Hourkey.Viewer") ? ConsoleRole.VIEWER : ConsoleRole.PERSON;
  }
}
