package dev.hourkey.console;

import dev.hourkey.request.StepUpDecision;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

/** Redirects that follow a decision. */
final class DecisionLinks {
  /** Where Entra sends somebody who does not complete the sign-in. */
  static final String NOT_SIGNED_IN = "/console/decisions/not-signed-in";

  private DecisionLinks() {}

  /** Leads to the page with the result of the decision. */
  static Response redirectToResult(StepUpDecision decision) {
    return decision.problem().isPresent() ? redirectToForm(decision) : redirectToSent(decision);
  }

  static Response redirectToSent(StepUpDecision decision) {
    return to(decision, "sent");
  }

  /** Leads to the form, to make the decision again. */
  static Response redirectToForm(StepUpDecision decision) {
    return to(decision, "again");
  }

  private static Response to(StepUpDecision decision, String why) {
    return Response.seeOther(
            UriBuilder.fromPath("/console/decisions/{card}")
                .queryParam(why, decision.id())
                .build(decision.choice().card()))
        .build();
  }
}
