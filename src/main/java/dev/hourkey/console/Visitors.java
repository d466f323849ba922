package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.PolicyRoles;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Says who the visitor of this request is. The object id of the token identifies them, and nothing
 * else. Their role is the higher of the token's app role and, asked now, the policy file's.
 */
@RequestScoped
class Visitors {
  private final SecurityIdentity identity;
  private final PolicyRoles roles;
  private @Nullable Visitor current;

  Visitors(SecurityIdentity identity, PolicyRoles roles) {
    this.identity = identity;
    this.roles = roles;
  }

  /** The visitor, if their role includes this one; else they get a page that says so. */
  Visitor require(ConsoleRole needed) {
    Visitor visitor = current();
    if (!visitor.sees(needed)) {
      throw visitor
          .unknown()
          .map(why -> ErrorPage.forbidden(why + ", so Hourkey doesn't know your role"))
          .orElseGet(() -> ErrorPage.forbidden("You may not see this page"))
          .thrown();
    }
    return visitor;
  }

  Visitor current() {
    if (current == null) {
      current = read();
    }
    return current;
  }

  /** The ID token of the session. */
  JsonWebToken token() {
    return (JsonWebToken) identity.getPrincipal();
  }

  private Visitor read() {
    PersonId id =
        token()
            .<String>claim("oid")
            .filter(oid -> !oid.isBlank())
            .map(PersonId::new)
            .orElseThrow(() -> ErrorPage.forbidden("Entra did not say who you are").thrown());
    String name = token().<String>claim("name").orElse("");
    ConsoleRole byToken = roleOfToken();
    if (byToken == ConsoleRole.OPERATOR) {
      return new Visitor(id, name, byToken, Optional.empty());
    }
    PolicyRoles.Answer answer = roles.of(id);
    ConsoleRole byPolicy =
        answer.operator()
            ? ConsoleRole.OPERATOR
            : answer.auditor() ? ConsoleRole.AUDITOR : ConsoleRole.PERSON;
    return new Visitor(id, name, byPolicy.includes(byToken) ? byPolicy : byToken, answer.unknown());
  }

  private ConsoleRole roleOfToken() {
    return identity.hasRole("Hourkey.Admin")
        ? ConsoleRole.OPERATOR
        : identity.hasRole("Hourkey.Auditor")
            ? ConsoleRole.AUDITOR
            : identity.hasRole("Hourkey.Viewer") ? ConsoleRole.VIEWER : ConsoleRole.PERSON;
  }
}
