package dev.hourkey.sandbox.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entra's sign-in for one application: discovery, the page to sign in, tokens with Entra's claims,
 * keys, sign-out.
 */
public final class LoginStandIn {
  public static final String TENANT = "44444444-0000-4000-8000-000000000001";
  public static final String CLIENT_ID = "44444444-0000-4000-8000-000000000002";
  public static final String CLIENT_SECRET = "sandbox-console-secret";

  private static final String FOREIGN_TENANT = "44444444-0000-4000-8000-0000000000ff";
  private static final Duration LIFE = Duration.ofHours(1);

  private final Supplier<URI> base;
  private final InstantSource clock;
  private final Supplier<List<LoginPerson>> people;
  private final AcceptedSecrets secrets = new AcceptedSecrets(CLIENT_SECRET);
  private final LoginSwitches switches = new LoginSwitches();
  private final Map<String, Issued> codes = new ConcurrentHashMap<>();
  private volatile @Nullable SigningKey key;

  /**
   * @param people who can sign in, as the directory has them
   * @param clock the clock of those who check its tokens
   */
  public LoginStandIn(
      LoopbackServer http, Supplier<List<LoginPerson>> people, InstantSource clock) {
    this.base = http::uri;
    this.clock = clock;
    this.people = people;
    on(http, "GET", "/" + TENANT + "/v2.0/.well-known/openid-configuration", _ -> discovery());
    on(http, "GET", "/" + TENANT + "/oauth2/v2.0/authorize", this::authorize);
    on(http, "POST", "/" + TENANT + "/oauth2/v2.0/token", this::token);
    on(http, "GET", "/" + TENANT + "/discovery/v2.0/keys", _ -> keys());
    on(http, "GET", "/" + TENANT + "/oauth2/v2.0/logout", LoginStandIn::logout);
    http.action("/sandbox/login", this::turn);
  }

  /** The issuer of its tokens. */
  public String issuer() {
    return base.get() + "/" + TENANT + "/v2.0";
  }

  /** Signs any claims, such as those of an application, as a token of this issuer. */
  public String sign(ObjectNode claims) {
    return key().sign(claims);
  }

  /** The secrets of the application. */
  public AcceptedSecrets secrets() {
    return secrets;
  }

  public LoginSwitches switches() {
    return switches;
  }

  /** From now on, tokens are signed with another key, and the former one is not published. */
  public synchronized void rotateKeys() {
    key = SigningKey.generate();
  }

  /** Every switch off, and the app roles of the seed. */
  public void reset() {
    switches.reset();
    secrets.reset();
    codes.clear();
  }

  private void on(LoopbackServer http, String method, String path, LoopbackServer.Handler handler) {
    http.on(method, path, request -> switches.down() ? Answer.empty(503) : handler.handle(request));
  }

  private Answer discovery() {
    String tenant = base.get() + "/" + TENANT;
    return Answer.json(
        200,
        Json.object(
            "issuer",
            issuer(),
            "authorization_endpoint",
            tenant + "/oauth2/v2.0/authorize",
            "token_endpoint",
            tenant + "/oauth2/v2.0/token",
            "jwks_uri",
            tenant + "/discovery/v2.0/keys",
            "end_session_endpoint",
            tenant + "/oauth2/v2.0/logout",
            "response_types_supported",
            List.of("code"),
            "subject_types_supported",
            List.of("pairwise"),
            "id_token_signing_alg_values_supported",
            List.of("RS256")));
  }

  private Answer authorize(Request request) {
    AuthorizeRequest asked = new AuthorizeRequest(request.query());
    Optional<String> wrong = wrongWith(asked.query()).or(asked::mistake);
    if (wrong.isPresent()) {
      return Answer.text(400, "AADSTS" + wrong.get());
    }
    Optional<LoginPerson> picked =
        people.get().stream().filter(one -> one.id().equals(asked.get("person"))).findFirst();
    if (asked.get("prompt").equals("none")) {
      return back(asked, "error=login_required");
    }
    if (asked.query().containsKey("cancelled")) {
      return back(
          asked,
          "error=access_denied&error_description="
              + encoded("AADSTS65004: the user did not complete the sign-in"));
    }
    if (picked.isEmpty()) {
      String context =
          asked.contexts().isEmpty()
              ? ""
              : " It asks for MFA (" + String.join(", ", asked.contexts()) + ").";
      return LoginPage.of(request.path(), asked.query(), people.get(), context);
    }
    if (!asked.contexts().isEmpty() && !switches.mayUseContext(picked.get().name())) {
      return Answer.text( // Entra keeps people here; they do not come back with an error.
          403, "AADSTS53003: Access has been blocked by Conditional Access policies.");
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, new Issued(picked.get(), asked));
    return back(asked, "code=" + code);
  }

  private static Answer back(AuthorizeRequest asked, String answer) {
    return redirect(
        asked.get("redirect_uri") + "?" + answer + "&state=" + encoded(asked.get("state")));
  }

  private Optional<String> wrongWith(Map<String, String> asked) {
    if (!CLIENT_ID.equals(asked.get("client_id"))) {
      return Optional.of("700016 there is no application with this client_id");
    }
    if (!"code".equals(asked.get("response_type"))) {
      return Optional.of("700054 response_type must be code");
    }
    if (!switches.redirects()
        || !asked.getOrDefault("redirect_uri", "").endsWith("/console/callback")) {
      return Optional.of("50011: the redirect_uri is not one of the application's");
    }
    if (!"S256".equals(asked.get("code_challenge_method")) || !asked.containsKey("nonce")) {
      return Optional.of("PKCE and a nonce are needed here");
    }
    return Optional.empty();
  }

  private Answer token(Request request) {
    Map<String, String> form = request.form();
    boolean forItself = "client_credentials".equals(form.get("grant_type"));
    Issued issued = codes.remove(form.getOrDefault("code", ""));
    if (issued == null && !forItself) {
      return refused("invalid_grant", "AADSTS54005: the code was already redeemed, or is unknown");
    }
    if (!CLIENT_ID.equals(form.get("client_id"))
        || !secrets.contains(form.getOrDefault("client_secret", ""))) {
      return refused("invalid_client", "AADSTS7000215: invalid client secret");
    }
    if (issued == null) {
      return Answer.json(
          200,
          Json.object(
              "token_type",
              "Bearer",
              "expires_in",
              LIFE.toSeconds(),
              "access_token",
              "opaque-" + UUID.randomUUID()));
    }
    if (!issued.asked("redirect_uri").equals(form.get("redirect_uri"))
        || !issued
            .asked("code_challenge")
            .equals(challenge(form.getOrDefault("code_verifier", "")))) {
      return refused("invalid_grant", "AADSTS501481: the code_verifier does not match");
    }
    return Answer.json(
        200,
        Json.object(
            "token_type",
            "Bearer",
            "expires_in",
            LIFE.toSeconds(),
            "access_token",
            "opaque-" + UUID.randomUUID(),
            "id_token",
            key().sign(claims(issued))));
  }

  private ObjectNode claims(Issued issued) {
    LoginPerson person = issued.person();
    String tenant = switches.foreignTenant() ? FOREIGN_TENANT : TENANT;
    Instant now = clock.instant().plus(switches.skew());
    ObjectNode claims =
        Json.object(
            "ver",
            "2.0",
            "iss",
            base.get() + "/" + tenant + "/v2.0",
            "aud",
            CLIENT_ID,
            "tid",
            tenant,
            "oid",
            person.id(),
            "sub",
            "pairwise-" + person.id(),
            "name",
            person.displayName(),
            "preferred_username",
            person.name(),
            "acct",
            person.guest() ? 1 : 0,
            "nonce",
            issued.asked("nonce"),
            "iat",
            now.getEpochSecond(),
            "nbf",
            now.getEpochSecond(),
            "exp",
            now.plus(LIFE).getEpochSecond());
    if (switches.authTime()) {
      boolean again = switches.promptHonoured() && issued.query().again(switches.signedInAgo());
      claims.put(
          "auth_time", now.minus(again ? Duration.ZERO : switches.signedInAgo()).getEpochSecond());
    }
    Set<String> roles = switches.rolesOf(person.name());
    if (!roles.isEmpty()) {
      claims.putPOJO("roles", roles);
    }
    if (!issued.query().contexts().isEmpty() && switches.contextGranted()) {
      claims.putPOJO("acrs", issued.query().contexts());
    }
    if (switches.overage()) {
      claims.set("_claim_names", Json.object("groups", "src1"));
      claims.set(
          "_claim_sources",
          Json.object(
              "src1",
              Json.object(
                  "endpoint",
                  "https://graph.windows.net/%s/users/%s/getMemberObjects"
                      .formatted(tenant, person.id()))));
    }
    return claims;
  }

  private Answer keys() {
    return Answer.json(200, Json.object("keys", List.of(key().publicKey())));
  }

  private synchronized SigningKey key() {
    if (key == null) {
      key = SigningKey.generate();
    }
    return key;
  }

  private static Answer logout(Request request) {
    String back = request.query().get("post_logout_redirect_uri");
    return back == null
        ? Answer.text(200, "You are signed out.")
        : redirect(back + "?state=" + encoded(request.query().getOrDefault("state", "")));
  }

  private ObjectNode turn(JsonNode wanted) {
    if (wanted.has("mayUseContext")) {
      switches.mayUseContext(
          wanted.path("person").asText(), wanted.get("mayUseContext").asBoolean());
    } else if (wanted.has("person")) {
      switches.assign(
          wanted.get("person").asText(),
          wanted.path("roles").valueStream().map(JsonNode::asText).toArray(String[]::new));
    }
    if (wanted.has("contextGranted")) {
      switches.contextGranted(wanted.get("contextGranted").asBoolean());
    }
    if (wanted.has("authTime")) {
      switches.authTime(wanted.get("authTime").asBoolean());
    }
    if (wanted.has("promptHonoured")) {
      switches.promptHonoured(wanted.get("promptHonoured").asBoolean());
    }
    if (wanted.has("overage")) {
      switches.overage(wanted.get("overage").asBoolean());
    }
    if (wanted.has("foreignTenant")) {
      switches.foreignTenant(wanted.get("foreignTenant").asBoolean());
    }
    if (wanted.has("down")) {
      switches.down(wanted.get("down").asBoolean());
    }
    if (wanted.has("skew")) {
      switches.skew(Duration.parse(wanted.get("skew").asText()));
    }
    if (wanted.has("signedInAgo")) {
      switches.signedInAgo(Duration.parse(wanted.get("signedInAgo").asText()));
    }
    if (wanted.path("rotateKeys").asBoolean()) {
      rotateKeys();
    }
    return Json.object();
  }

  private static Answer refused(String error, String description) {
    return Answer.json(400, Json.object("error", error, "error_description", description));
  }

  private static Answer redirect(String to) {
    return Answer.empty(302).header("Location", to);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The person of a code, and the parameters with which they were sent to the sign-in. */
  private record Issued(LoginPerson person, AuthorizeRequest query) {
    String asked(String name) {
      return query.get(name);
    }
  }
}
