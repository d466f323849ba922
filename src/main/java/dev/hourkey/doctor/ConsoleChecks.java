package dev.hourkey.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.doctor.Outbound.Reached;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether people could sign in to the console. */
public final class ConsoleChecks {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Entra's errors for a secret that is wrong or has expired, and for an unknown application. */
  private static final Set<String> REFUSED = Set.of("invalid_client", "unauthorized_client");

  private ConsoleChecks() {}

  /** The console's application in Entra. */
  public record Application(String id, String secret) {}

  /**
   * @param issuer who issues the tokens
   * @param publicUrl where people open the console
   */
  public static List<Finding> findings(
      Outbound outbound, String issuer, Application application, URI publicUrl) {
    List<Finding> findings = new ArrayList<>();
    String metadata = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
    Reached reached = outbound.get(URI.create(metadata));
    Finding found = issuer(issuer, reached);
    findings.add(found);
    if (found.outcome() == Outcome.OK && reached instanceof Reached.Answered answer) {
      read(answer.body(), "token_endpoint")
          .map(URI::create)
          .map(endpoint -> secret(outbound.ask(endpoint, signIn(application))))
          .ifPresent(findings::add);
    }
    findings.add(address(publicUrl, outbound.get(publicUrl.resolve("/console"))));
    return findings;
  }

  /** For the application itself, because nobody signs in here. */
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

  static Finding secret(Reached reached) {
    String tried = "Try the secret of the console's application";
    return switch (reached) {
      case Reached.Failed(_, String why) -> Finding.unknown(Area.CONSOLE, tried, why, "Try again.");
      case Reached.Answered(_, _, _, String body)
          when REFUSED.contains(read(body, "error").orElse("")) ->
          Finding.wrong(
              Area.CONSOLE,
              tried,
              "Entra refuses it: " + read(body, "error_description").orElse("no reason given"),
              "Set the client id of the console's own application, and the value of a secret that"
                  + " has not expired (not the secret's id).");
      case Reached.Answered(int status, _, _, _) when status >= 500 ->
          Finding.unknown(Area.CONSOLE, tried, "It answers " + status + ".", "Try again.");
      case Reached.Answered _ -> Finding.ok(Area.CONSOLE, tried, "Entra accepts it.");
    };
  }

  static Finding issuer(String issuer, Reached reached) {
    String tried = "Read the sign-in's metadata of " + issuer;
    String advice = "Correct hourkey.entra.tenant-id or hourkey.console.issuer.";
    return switch (reached) {
      case Reached.Failed(_, String why) ->
          Finding.wrong(Area.CONSOLE, tried, why, "Allow HTTPS from this machine to the sign-in.");
      case Reached.Answered(int status, _, _, _) when status != 200 ->
          Finding.wrong(
              Area.CONSOLE, tried, "It answers " + status + ": there is no such tenant.", advice);
      case Reached.Answered(_, _, _, String body) ->
          read(body, "issuer")
              .map(
                  name ->
                      name.equals(issuer)
                          ? Finding.ok(Area.CONSOLE, tried, "It is there.")
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

  /** The machine may not be able to reach its own address from inside, which proves nothing. */
  static Finding address(URI address, Reached reached) {
    String tried = "Open the console at " + address;
    String advice = "Open it in a browser. The proxy must pass /console and /webjars to port 8080.";
    return switch (reached) {
      case Reached.Failed(Outbound.Cause cause, String why)
          when cause == Outbound.Cause.CERTIFICATE ->
          Finding.wrong(Area.CONSOLE, tried, why, "Give the proxy a certificate that is trusted.");
      case Reached.Failed(_, String why) -> Finding.note(Area.CONSOLE, tried, why, advice);
      case Reached.Answered(int status, _, _, _) when status == 404 || status >= 500 ->
          Finding.note(Area.CONSOLE, tried, "It answers " + status + ".", advice);
      case Reached.Answered _ -> Finding.ok(Area.CONSOLE, tried, "It answers.");
    };
  }
}
