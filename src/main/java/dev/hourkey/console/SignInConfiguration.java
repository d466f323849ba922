package dev.hourkey.console;

import dev.hourkey.text.Sha256;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import io.quarkus.oidc.runtime.OidcTenantConfig.TokenStateManager.Strategy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How people sign in. Entra is asked for the first time when somebody does, so that Hourkey starts
 * without it.
 */
@ApplicationScoped
class SignInConfiguration implements TenantConfigResolver {
  static final String CALLBACK = "/console/callback";
  static final String SIGN_OUT = "/console/sign-out";
  static final String SIGNED_OUT = "/console/signed-out";

  /** As Quarkus names them after the tenant; the name of the second ends with the state. */
  static final String SESSION_COOKIE = "q_session_console";

  static final String STATE_COOKIE = "q_auth_console_";

  /** How far Entra's clock may be from this machine's. */
  private static final int CLOCKS_APART_SECONDS = 60;

  private final ConsoleSettings settings;
  private @Nullable OidcTenantConfig tenant;

  SignInConfiguration(ConsoleSettings settings) {
    this.settings = settings;
  }

  @Override
  @SuppressWarnings("NullAway") // Null means that this is not a request for a tenant of ours.
  public Uni<OidcTenantConfig> resolve(
      RoutingContext request, OidcRequestContext<OidcTenantConfig> context) {
    return settings.on() && ConsoleGate.isConsole(request.normalizedPath())
        ? Uni.createFrom().item(tenant())
        : null;
  }

  private synchronized OidcTenantConfig tenant() {
    if (tenant == null) {
      tenant = configuration();
    }
    return tenant;
  }

  private OidcTenantConfig configuration() {
    return OidcTenantConfig.authServerUrl(settings.issuer())
        .tenantId("console")
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
        .javaScriptAutoRedirect(false)
        .end()
        .tokenStateManager()
        .strategy(Strategy.ID_TOKEN)
        .encryptionSecret(secret("session"))
        .end()
        .logout()
        .path(SIGN_OUT)
        .postLogoutPath(settings.publicUrl() + SIGNED_OUT)
        .end()
        .build();
  }

  /** The same in all replicas and after a restart, so that neither signs anybody out. */
  private String secret(String purpose) {
    return Sha256.hex("hourkey console " + purpose + ":" + settings.clientSecret());
  }
}
