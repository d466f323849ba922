package dev.hourkey.console;

import dev.hourkey.request.StepUpDecision;
import dev.hourkey.text.Sha256;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import io.quarkus.oidc.runtime.OidcTenantConfig.TokenStateManager.Strategy;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.builders.AuthenticationConfigBuilder;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configures sign-in. Hourkey contacts Entra only when somebody first signs in, so it can start
 * while Entra is down.
 */
@ApplicationScoped
class SignInConfiguration implements TenantConfigResolver {
  static final String CALLBACK = "/console/callback";
  static final String SIGN_OUT = "/console/sign-out";
  static final String SIGNED_OUT = "/console/signed-out";

  private static final String SESSION = "console";
  private static final String DECISION = "step-up";

  /**
   * The names of cookies, which Quarkus derives from the tenant's name. The second one ends with
   * the state.
   */
  private static final String SESSION_COOKIE = "q_session_console";

  static final String STATE_COOKIE = "q_auth_console_";

  /** Where a user who already has a session signs in again for one decision. */
  static final String STEP_UP = "/console/step-up";

  static final String STEP_UP_STATE_COOKIE = "q_auth_step-up_";

  /** How far Entra's clock may be from this machine's. */
  private static final int CLOCKS_APART_SECONDS = 60;

  private final ConsoleSettings settings;
  private final StepUpDemand stepUp;
  private @Nullable OidcTenantConfig session;
  private @Nullable OidcTenantConfig decision;

  SignInConfiguration(ConsoleSettings settings) {
    this.settings = settings;
    this.stepUp = new StepUpDemand(settings.stepUpContext());
  }

  @Override
  @SuppressWarnings("NullAway") // Null: the request needs no sign-in.
  public Uni<OidcTenantConfig> resolve(
      RoutingContext request, OidcRequestContext<OidcTenantConfig> context) {
    return settings.on() && ConsolePath.isConsole(request.normalizedPath())
        ? Uni.createFrom().item(isStepUp(request) ? ofDecision() : ofSession())
        : null;
  }

  /**
   * Tells Quarkus which sign-in a request is for. Otherwise Quarkus would use the one of the
   * session cookie, and end that session when it asks for the sign-in for a decision.
   */
  static void chooseFor(RoutingContext request) {
    request.put(OidcUtils.TENANT_ID_ATTRIBUTE, isStepUp(request) ? DECISION : SESSION);
  }

  /** Whether this is the sign-in for a decision, and not the session of a user. */
  static boolean isForDecision(SecurityIdentity identity) {
    return DECISION.equals(identity.getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE));
  }

  /** Whether the browser has sent a session, whole or, if it is large, in parts. */
  static boolean hasSession(RoutingContext request) {
    return sessionCookies(request).findAny().isPresent();
  }

  /**
   * A sign-in that this browser began replaces the session that it has. Quarkus would keep that
   * session, which somebody else may have planted since, and forget who has just signed in.
   */
  static void replaceSession(RoutingContext request) {
    if (request.normalizedPath().equals(CALLBACK) && hasStateCookie(request, STATE_COOKIE)) {
      sessionCookies(request)
          .toList()
          .forEach(name -> request.response().removeCookies(name, false));
    }
  }

  private static Stream<String> sessionCookies(RoutingContext request) {
    return request.request().cookies().stream()
        .map(Cookie::getName)
        .filter(name -> name.startsWith(SESSION_COOKIE));
  }

  /**
   * Both sign-ins return to the same address; the cookie shows which of them has returned. {@link
   * ConsoleRequestFilter} allows only one spelling of each address.
   */
  private static boolean isStepUp(RoutingContext request) {
    String path = request.normalizedPath();
    return path.equals(STEP_UP)
        || (path.equals(CALLBACK) && hasStateCookie(request, STEP_UP_STATE_COOKIE));
  }

  /** Whether this browser began the sign-in that this request completes. */
  static boolean hasStateCookie(RoutingContext request, String name) {
    return request.request().getCookie(name + request.request().getParam("state")) != null;
  }

  private synchronized OidcTenantConfig ofSession() {
    if (session == null) {
      session = configuration(SESSION).end().build();
    }
    return session;
  }

  /** Entra asks people to sign in again for a decision, even if they have just signed in. */
  private synchronized OidcTenantConfig ofDecision() {
    if (decision == null) {
      decision =
          configuration(DECISION)
              .extraParams(stepUp.parameters())
              .forwardParams("login_hint")
              .stateCookieAge(StepUpDecision.PATIENCE)
              .errorPath(settings.publicUrl() + DecisionLinks.NOT_SIGNED_IN)
              .end()
              .build();
    }
    return decision;
  }

  private AuthenticationConfigBuilder configuration(String tenant) {
    return OidcTenantConfig.authServerUrl(settings.issuer())
        .tenantId(tenant)
        .applicationType(ApplicationType.WEB_APP)
        .connectionTimeout(Duration.ofSeconds(5))
        .clientId(settings.clientId())
        .credentials()
        .clientSecret(settings.clientSecret(), Method.POST)
        .end()
        .roles(Source.idtoken, "roles")
        .token()
        .issuer(settings.issuer())
        .audience(settings.clientId())
        .requiredClaims("tid", settings.tenant())
        .lifespanGrace(CLOCKS_APART_SECONDS)
        .forcedJwkRefreshInterval(Duration.ofSeconds(10))
        .end()
        .tokenStateManager()
        .strategy(Strategy.ID_TOKEN)
        .encryptionSecret(secret("session"))
        .end()
        .logout()
        .path(SIGN_OUT)
        .postLogoutPath(settings.publicUrl() + SIGNED_OUT)
        .end()
        .authentication()
        .pkceRequired()
        .nonceRequired()
        .stateSecret(secret("state"))
        .scopes("profile")
        .redirectPath(settings.publicUrl() + CALLBACK)
        .restorePathAfterRedirect()
        .cookiePath("/console")
        .cookieSameSite(CookieSameSite.LAX)
        .cookieForceSecure(settings.publicUrl().startsWith("https:"))
        .javaScriptAutoRedirect(false);
  }

  /**
   * A secret that is the same in all replicas and after a restart, so that neither another replica
   * nor a restart signs anybody out.
   */
  private String secret(String purpose) {
    return Sha256.hex("hourkey console " + purpose + ":" + settings.clientSecret());
  }
}
