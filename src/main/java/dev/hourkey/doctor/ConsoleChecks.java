package dev.hourkey.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.doctor.HttpProbe.Reached;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that people can sign in to the console. */
public final class ConsoleChecks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "Try the secret of the console's application";

  private ConsoleChecks() {}

  /** The console's application in Entra, or in another sign-in service. */
  public record Application(String id, String secret) {}

  /**
   * Checks the tokens' issuer, the application's secret and the console's address.
   *
   * @param issuer who issues the tokens
   * @param entra whether the issuer is Entra
   * @param publicUrl where people open the console
   */
  public static List<Finding> findings(
      HttpProbe httpProbe, String issuer, boolean entra, Application application, URI publicUrl) {
    List<Finding> findings = new ArrayList<>();
    String metadata = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
    Reached reached = httpProbe.get(URI.create(metadata));
    Finding found = issuer(issuer, reached);
    findings.add(found);
    if (found.outcome() == Outcome.OK && reached instanceof Reached.Answered answer) {
      read(answer.body(), "token_endpoint")
          .map(URI::create)
          .map(endpoint -> secret(httpProbe.ask(endpoint, signIn(application)), entra))
          .ifPresent(findings::add);
    }
    if (found.outcome() == Outcome.OK && reached instanceof Reached.Answered answer) {
      read(answer.body(), "authorization_endpoint")
          .flatMap(
              endpoint ->
                  callback(
                      publicUrl.resolve("/console/callback"),
                      httpProbe.get(signInSilently(endpoint, application.id(), publicUrl))))
          .ifPresent(findings::add);
    }
    findings.add(
        address(publicUrl, application.id(), httpProbe.get(publicUrl.resolve("/console"))));
    return findings;
  }

  /**
   * Builds a sign-in request without user interaction. Nobody is signed in here, so the sign-in
   * service can only answer with an error.
   */
  private static URI signInSilently(String endpoint, String application, URI publicUrl) {
    String callback =
        URLEncoder.encode(
            publicUrl.resolve("/console/callback").toString(), StandardCharsets.UTF_8);
    return URI.create(
        "%s?client_id=%s&response_type=code&scope=openid&prompt=none&state=doctor&nonce=doctor&code_challenge_method=S256&code_challenge=%s&redirect_uri=%s"
            .formatted(endpoint, application, "E".repeat(43), callback));
  }

  /**
   * Checks the answer to a silent sign-in. Entra sends people back only to an address that the
   * application has registered.
   */
  static Optional<Finding> callback(URI callback, Reached reached) {
    return reached instanceof Reached.Answered answer && answer.body().contains("AADSTS50011")
        ? Optional.of(
            Finding.wrong(
                Area.CONSOLE,
                "Ask the sign-in service to redirect to " + callback,
                "The application has no such redirect URI (AADSTS50011).",
                "Add it to the application in Entra, under Authentication, as Web."))
        : Optional.empty();
  }

  /**
   * The token request in which the application signs in as itself, because no user is there to sign
   * in.
   */
  private static Map<String, String> signIn(Application application) {
    return Map.of(
        "grant_type",
        "client_credentials",
        "client_id",
        application.id(),
        "client_secret",
        application.secret(),
        "scope",
        application.id() + "/.default");
  }

  /**
   * Only a token, or an error about something other than the client, shows that the secret is right
   * (RFC 6749, 5.2).
   */
  static Finding secret(Reached reached, boolean entra) {
    return switch (reached) {
      case Reached.Failed(_, String why) ->
          Finding.unknown(Area.CONSOLE, SECRET, why, "Try again.");
      case Reached.Answered(int status, _, _, _, String body)
          when status == 200 && read(body, "access_token").isPresent() ->
          accepted();
      case Reached.Answered(int status, _, _, _, String body) when status == 400 || status == 401 ->
          evaluate(read(body, "error").orElse(""), body, entra);
      case Reached.Answered(int status, _, _, _, _) -> unclear("It answers " + status + ".");
    };
  }

  private static Finding evaluate(String error, String body, boolean entra) {
    return switch (error) {
      case "invalid_scope", "invalid_resource", "invalid_grant" -> accepted();
      case "invalid_client" -> refused(body);
      case "unauthorized_client" ->
          entra // From Entra, this means that the application is unknown.
              ? refused(body)
              : Finding.note(
                  Area.CONSOLE,
                  SECRET,
                  "The sign-in service answers unauthorized_client: the secret is wrong, or the"
                      + " application is not allowed to sign in for itself, which is not required.",
                  "Sign in to the console in a browser.");
      case "" -> unclear("The sign-in service refuses it without a reason.");
      default -> unclear("The sign-in service answers " + error + ".");
    };
  }

  private static Finding accepted() {
    return Finding.ok(Area.CONSOLE, SECRET, "The sign-in service accepts it.");
  }

  private static Finding refused(String body) {
    return Finding.wrong(
        Area.CONSOLE,
        SECRET,
        "The sign-in service refuses it: "
            + read(body, "error_description").orElse("no reason given"),
        "Set the client id of the console's own application, and the value of a secret that has not"
            + " expired (not the secret's id).");
  }

  private static Finding unclear(String found) {
    return Finding.unknown(
        Area.CONSOLE,
        SECRET,
        found + " That does not show whether the secret is right.",
        "Try again. If it stays like this, sign in to the console in a browser.");
  }

  static Finding issuer(String issuer, Reached reached) {
    String tried = "Read the sign-in's metadata of " + issuer;
    String advice = "Correct hourkey.entra.tenant-id or hourkey.console.issuer.";
    return switch (reached) {
      case Reached.Failed(_, String why) ->
          Finding.wrong(
              Area.CONSOLE, tried, why, "Allow HTTPS from this machine to the sign-in service.");
      case Reached.Answered(int status, _, _, _, _) when status != 200 ->
          Finding.wrong(
              Area.CONSOLE, tried, "It answers " + status + ": there is no such tenant.", advice);
      case Reached.Answered(_, _, _, _, String body) ->
          read(body, "issuer")
              .map(
                  name ->
                      name.equals(issuer)
                          ? Finding.ok(Area.CONSOLE, tried, "It exists.")
                          : Finding.wrong(
                              Area.CONSOLE, tried, "The metadata belongs to " + name + ".", advice))
              .orElseGet(
                  () ->
                      Finding.wrong(
                          Area.CONSOLE,
                          tried,
                          "The server that answers there is not a sign-in service.",
                          advice));
    };
  }

  private static Optional<String> read(String json, String key) {
    try {
      return Optional.of(JSON.readTree(json).path(key).asText()).filter(text -> !text.isEmpty());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the answer redirects to the sign-in of the console's application, as the console does
   * for everybody.
   */
  private static boolean signsIn(Optional<URI> location, String application) {
    return location
        .map(URI::getRawQuery)
        .filter(query -> List.of(query.split("&")).contains("client_id=" + application))
        .isPresent();
  }

  /**
   * Checks the console's public address. If the machine can't reach it from inside the network,
   * that proves nothing.
   */
  static Finding address(URI address, String application, Reached reached) {
    String tried = "Open the console at " + address;
    String advice = "Open it in a browser. The proxy must pass /console and /webjars to port 8080.";
    return switch (reached) {
      case Reached.Failed(ConnectionFailure cause, String why) when cause.ofCertificate() ->
          Finding.wrong(Area.CONSOLE, tried, why, "Give the proxy a certificate that is trusted.");
      case Reached.Failed(_, String why) -> Finding.note(Area.CONSOLE, tried, why, advice);
      case Reached.Answered(int status, _, _, _, _) when status == 404 || status >= 500 ->
          Finding.note(Area.CONSOLE, tried, "It answers " + status + ".", advice);
      case Reached.Answered answer when signsIn(answer.location(), application) ->
          Finding.ok(Area.CONSOLE, tried, "It asks to sign in.");
      case Reached.Answered(int status, _, _, _, _) when status < 300 ->
          Finding.wrong(
              Area.CONSOLE,
              tried,
              "It answers %d without a sign-in, so it is not Hourkey.".formatted(status),
              "Correct hourkey.console.public-url, or the DNS record of its host.");
      case Reached.Answered(int status, _, _, _, _) ->
          Finding.note(
              Area.CONSOLE,
              tried,
              "It answers %d, which is not how Hourkey asks to sign in.".formatted(status),
              advice);
    };
  }
}
