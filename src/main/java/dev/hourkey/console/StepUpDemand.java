package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import dev.hourkey.request.StepUpDecision;
import dev.hourkey.text.JsonWebToken;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sign-in for a decision has to prove: that the person signed in just now and, if an
 * authentication context is configured, that they satisfied it. Pure.
 *
 * @param context the id of the authentication context
 */
record StepUpDemand(Optional<String> context) {
  sealed interface Outcome {
    record Proven(SignInProof proof) implements Outcome {}

    /** The token is from an earlier sign-in. */
    record SignInAgain() implements Outcome {}

    /** {@code why} is a sentence for the person. */
    record Refused(String why) implements Outcome {}
  }

  /** The parameters for Entra's authorize endpoint. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("prompt", "login");
    context.ifPresent(
        id ->
            parameters.put(
                "claims",
                "{\"id_token\":{\"acrs\":{\"essential\":true,\"value\":\"%s\"}}}".formatted(id)));
    return parameters;
  }

  /**
   * Checks an ID token whose signature, issuer and tenant are already verified.
   *
   * @param by who made the decision
   * @param begunAt when they made it
   */
  Outcome evaluate(JsonNode claims, PersonId by, Instant begunAt, Instant now) {
    Instant begun = begunAt.minus(JsonWebToken.CLOCKS_APART);
    Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
    if (issued.isBefore(begun)) {
      return new Outcome.SignInAgain();
    }
    if (!claims.path("oid").asText().equals(by.value())) {
      return new Outcome.Refused(
          "The person who signed in is not the person who decided, so nothing was decided.");
    }
    if (now.isAfter(begunAt.plus(StepUpDecision.PATIENCE))) {
      return new Outcome.Refused(
          "The sign-in took longer than %d minutes, so nothing was decided."
              .formatted(StepUpDecision.PATIENCE.toMinutes()));
    }
    if (context.filter(id -> !texts(claims.path("acrs")).contains(id)).isPresent()) {
      return new Outcome.Refused(
          "Entra did not confirm that you satisfied the authentication context %s, so nothing was decided. Tell your operators if this repeats."
              .formatted(context.get()));
    }
    if (!claims.path("auth_time").canConvertToLong()) {
      return new Outcome.Refused(
          "Entra did not say when you signed in, so nothing was decided. Tell your operators: the"
              + " console's app registration needs the optional claim auth_time.");
    }
    Instant signedIn = Instant.ofEpochSecond(claims.path("auth_time").asLong());
    if (signedIn.isBefore(begun) || signedIn.isAfter(now.plus(JsonWebToken.CLOCKS_APART))) {
      return new Outcome.Refused(
          "Entra did not ask you to sign in for this decision, so nothing was decided.");
    }
    return new Outcome.Proven(new SignInProof(signedIn, context, texts(claims.path("amr"))));
  }

  private static List<String> texts(JsonNode claim) {
    return claim.isTextual()
        ? List.of(claim.asText())
        : claim.valueStream().map(JsonNode::asText).toList();
  }
}
