package dev.hourkey.console;

import dev.hourkey.request.StepUpDecision;
import dev.hourkey.request.StepUpDecisions;
import dev.hourkey.text.JsonWebToken;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * The page to which Entra redirects after the sign-in for a decision. That sign-in has a session of
 * its own, which ends here: it counts for one decision, and gives no other right.
 */
@Path(SignInConfiguration.STEP_UP)
@Authenticated
@Blocking
public class StepUpPage {
  /**
   * The cookie of the browser in which a decision was made; its name ends with the decision's id.
   */
  static final String COOKIE = "hourkey_decision_";

  private final CurrentUser currentUser;
  private final StepUpDecisions decisions;
  private final StepUpDemand demand;
  private final SecurityIdentity identity;
  private final OidcSession session;
  private final TokenClock clock;

  StepUpPage(
      CurrentUser currentUser,
      StepUpDecisions decisions,
      ConsoleSettings settings,
      SecurityIdentity identity,
      OidcSession session,
      TokenClock clock) {
    this.currentUser = currentUser;
    this.decisions = decisions;
    this.demand = new StepUpDemand(settings.stepUpContext());
    this.identity = identity;
    this.session = session;
    this.clock = clock;
  }

  /**
   * Works only in the browser in which the decision was made, so nobody can be lured here.
   *
   * @param again whether they were already sent to the sign-in a second time; there is no third
   *     time
   */
  @GET
  public Response proven(
      @QueryParam("decision") UUID id,
      @QueryParam("again") boolean again,
      @Context HttpHeaders headers) {
    if (!SignInConfiguration.isForDecision(identity)) {
      throw ErrorPage.decisionElsewhere().asException(); // A user's session is no proof.
    }
    session.logout().await().indefinitely(); // Ends this sign-in, whether it counts or not.
    StepUpDecision decision =
        Optional.ofNullable(id)
            .flatMap(decisions::find)
            .filter(one -> one.isFrom(secret(headers, one.id())))
            .orElseThrow(() -> ErrorPage.decisionElsewhere().asException());
    return decision.settled()
        ? DecisionLinks.redirectToResult(decision)
        : evaluate(decision, again);
  }

  private Response evaluate(StepUpDecision decision, boolean again) {
    String idToken = currentUser.token().getRawToken();
    return switch (demand.evaluate(
        JsonWebToken.claims(idToken).orElseThrow(),
        decision.person(),
        decision.begunAt(),
        clock.instant())) {
      case StepUpDemand.Outcome.Proven(var proof)
          when decisions.count(decision.id(), idToken, proof) ->
          DecisionLinks.redirectToSent(decision);
      case StepUpDemand.Outcome.Proven _, StepUpDemand.Outcome.SignInAgain _ ->
          again
              ? refuse(
                  decision,
                  "This browser keeps showing an earlier sign-in, so nothing was decided. Close it,"
                      + " or use another one.")
              : Response.seeOther(
                      UriBuilder.fromUri(address(decision.id(), Optional.empty()))
                          .queryParam("again", true)
                          .build())
                  .build();
      case StepUpDemand.Outcome.Refused(String why) -> refuse(decision, why);
    };
  }

  private Response refuse(StepUpDecision decision, String why) {
    decisions.fail(decision.id(), why);
    return DecisionLinks.redirectToForm(decision);
  }

  /**
   * Where somebody signs in for a decision.
   *
   * @param who the principal name of the person whose account Entra should propose
   */
  static URI address(UUID decision, Optional<String> who) {
    var address = UriBuilder.fromPath(SignInConfiguration.STEP_UP).queryParam("decision", decision);
    who.ifPresent(name -> address.queryParam("login_hint", "{name}"));
    return who.isPresent() ? address.build(who.get()) : address.build();
  }

  private static String secret(HttpHeaders headers, UUID decision) {
    Cookie cookie = headers.getCookies().get(COOKIE + decision);
    return cookie == null ? "" : cookie.getValue();
  }
}
