package dev.hourkey.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.doctor.Outbound.Reached;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Whether people could sign in to the console. */
public final class ConsoleChecks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConsoleChecks() {}

  /**
   * @param issuer who issues the tokens
   * @param publicUrl where people open the console
   */
  public static List<Finding> findings(Outbound outbound, String issuer, URI publicUrl) {
    String metadata = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
    return List.of(
        issuer(issuer, outbound.get(URI.create(metadata))),
        address(publicUrl, outbound.get(publicUrl.resolve("/console"))));
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
          named(body)
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

  private static Optional<String> named(String metadata) {
    try {
      return Optional.of(JSON.readTree(metadata).path("issuer").asText())
          .filter(name -> !name.isEmpty());
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
