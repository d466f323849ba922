package dev.hourkey.api;

import dev.hourkey.text.JsonWebToken;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Checks access tokens that Entra issues to applications: a token must be for this API and from
 * this tenant, be signed by Entra, and contain an app role. A token that an application obtained on
 * behalf of a person is refused, because people sign in to the console instead.
 */
@ApplicationScoped
class ApplicationTokens {
  private static final Logger LOG = Logger.getLogger(ApplicationTokens.class);

  private static final int CALL_MILLIS = 3000;

  /** If a token has an unknown key, the keys are read again, but not more often than this. */
  private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(10);

  private final Optional<TokenIssuer> issuer;
  private final Optional<JwtConsumer> consumer;

  ApplicationTokens(ApiConfig config, TokenIssuer issuer) {
    this.issuer = config.clientId().map(_ -> issuer);
    this.consumer = config.clientId().map(audience -> consumer(issuer, audience.strip()));
  }

  private static JwtConsumer consumer(TokenIssuer issuer, String audience) {
    Get http = new Get();
    http.setConnectTimeout(CALL_MILLIS);
    http.setReadTimeout(CALL_MILLIS);
    http.setRetries(1);
    HttpsJwks keys = new HttpsJwks(issuer.keys());
    keys.setSimpleHttpGet(http);
    keys.setRefreshReprieveThreshold(BETWEEN_REFRESHES.toMillis());
    keys.setRetainCacheOnErrorDuration(Duration.ofHours(1).toSeconds());
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
        .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setAllowedClockSkewInSeconds((int) JsonWebToken.CLOCKS_APART.toSeconds())
        .setExpectedIssuer(issuer.issuer())
        .setExpectedAudience(audience)
        .build();
  }

  /** Whether the settings name an app registration for the API. */
  boolean expected() {
    return consumer.isPresent();
  }

  /**
   * The application with this token, if it is valid.
   *
   * @throws jakarta.ws.rs.WebApplicationException when Entra's keys cannot be read
   */
  Optional<ApiCaller> caller(String token) {
    try {
      return consumer.isEmpty() ? Optional.empty() : caller(consumer.get().processToClaims(token));
    } catch (InvalidJwtException e) {
      if (e.getCause() instanceof UnresolvableKeyException keys
          && keys.getCause() instanceof IOException) {
        LOG.warnf("the keys of Entra's tokens cannot be read: %s", keys.getCause().getMessage());
        throw Problem.unavailable("Entra does not answer at the moment. Try again later.");
      }
      LOG.debugf("an access token is refused: %s", e.getMessage());
      return Optional.empty();
    } catch (MalformedClaimException e) {
      return Optional.empty();
    }
  }

  private Optional<ApiCaller> caller(JwtClaims claims) throws MalformedClaimException {
    String tenant = issuer.orElseThrow().tenant();
    boolean ofApplication =
        tenant.equals(claims.getStringClaimValue("tid"))
            && "2.0".equals(claims.getStringClaimValue("ver"))
            && !claims.hasClaim("scp")
            && claims.getStringClaimValue("azp") != null;
    if (!ofApplication) {
      return Optional.empty();
    }
    return Optional.of(
        new ApiCaller(
            "application " + claims.getStringClaimValue("azp"),
            roles(claims.hasClaim("roles") ? claims.getStringListClaimValue("roles") : List.of())));
  }

  /** The roles of the API among these; the app registration may have others. */
  private static Set<ApiRole> roles(List<String> named) {
    EnumSet<ApiRole> roles = EnumSet.noneOf(ApiRole.class);
    for (ApiRole role : ApiRole.values()) {
      if (named.contains(role.appRole())) {
        roles.add(role);
      }
    }
    return roles;
  }
}
