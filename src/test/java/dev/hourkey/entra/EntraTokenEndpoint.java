package dev.hourkey.entra;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import dev.hourkey.export.CollectorTokens;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Entra's token endpoint, as strict as the real one: it issues tokens to this client with this
 * secret for this scope only. azure-identity calls it as if it were the real one.
 */
public final class EntraTokenEndpoint {
  private static final String TENANT = "99999999-0000-4000-8000-000000000001";
  private static final String CLIENT = "99999999-0000-4000-8000-000000000002";
  private static final String SECRET = "s3cr+t&=/é";
  public static final String SCOPE = "https://monitor.azure.com/.default";

  private final URI address;
  private final Set<String> valid = new HashSet<>();
  private int issued;
  private int lifetime = 3599;

  public EntraTokenEndpoint(LoopbackServer http) {
    address = http.uri();
    http.on("POST", "/" + TENANT + "/oauth2/v2.0/token", this::token);
  }

  /** Hourkey's tokens, with the credential of a client secret. */
  public CollectorTokens tokens() {
    EntraAt config = EntraAt.sandbox(address).withoutCredential();
    return new EntraTokens(
        config,
        () ->
            new ClientSecretCredentialBuilder()
                .tenantId(TENANT)
                .clientId(CLIENT)
                .clientSecret(SECRET)
                .disableInstanceDiscovery()
                .httpClient(new Rerouted(address))
                .build());
  }

  /** How many tokens were issued. */
  public synchronized int issued() {
    return issued;
  }

  /** From now on, tokens are valid for so long. */
  public synchronized void lifetime(int seconds) {
    lifetime = seconds;
  }

  /** No token that was issued so far is valid any more. */
  public synchronized void revokeAll() {
    valid.clear();
  }

  /** Whether a request has a token that was issued here and is valid. */
  public synchronized boolean admits(Request request) {
    String given = request.header("Authorization");
    return given != null && given.startsWith("Bearer ") && valid.contains(given.substring(7));
  }

  private synchronized Answer token(Request request) {
    Map<String, String> form = request.form();
    if (!String.valueOf(request.header("Content-Type"))
        .startsWith("application/x-www-form-urlencoded")) {
      return refused(400, "invalid_request", "AADSTS900144: The request body must be a form.");
    }
    if (!"client_credentials".equals(form.get("grant_type"))) {
      return refused(400, "unsupported_grant_type", "AADSTS70003: The grant is not supported.");
    }
    if (!CLIENT.equals(form.get("client_id")) || !SECRET.equals(form.get("client_secret"))) {
      return refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
    }
    Set<String> scopes = new HashSet<>(List.of(form.getOrDefault("scope", "").split(" ")));
    scopes.removeAll(List.of("openid", "profile", "offline_access")); // MSAL always adds them.
    if (!scopes.equals(Set.of(SCOPE))) {
      return refused(400, "invalid_scope", "AADSTS70011: The scope is not valid.");
    }
    String token = "token-" + ++issued;
    valid.add(token);
    return Answer.json(
        200,
        Json.object(
            "token_type",
            "Bearer",
            "expires_in",
            lifetime,
            "ext_expires_in",
            lifetime,
            "access_token",
            token));
  }

  private static Answer refused(int status, String error, String why) {
    return Answer.json(status, Json.object("error", error, "error_description", why));
  }

  /** Sends what is meant for Entra here. */
  private record Rerouted(URI here) implements HttpClient {
    private static final HttpClient REAL = new JdkHttpClientBuilder().build();

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
      try {
        return REAL.send(request.setUrl(URI.create(here + request.getUrl().getPath()).toURL()));
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
