package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.DecideWith;
import java.util.Optional;
import java.util.UUID;

/**
 * The pages of the web console on which people decide with a sign-in.
 *
 * @param console where the console is, without a slash at the end; empty if there is none
 */
public record DecisionPages(Optional<String> console) {
  /** Where the requests on a card are decided; empty if there is no console. */
  public Optional<String> of(UUID card) {
    return console.map(url -> url + "/console/decisions/" + card);
  }

  /** Where an access review is decided; empty if there is no console. */
  public Optional<String> ofReview(UUID review) {
    return console.map(url -> url + "/console/evidence/reviews/" + review);
  }

  /** Why a request for this could never be decided; empty if it could. */
  Optional<SubmissionRefusal> refusal(Entitlement entitlement) {
    boolean undecidable =
        entitlement.decideWith() == DecideWith.ENTRA
            && !entitlement.policy().noApprovals().isComplete()
            && console.isEmpty();
    return undecidable
        ? Optional.of(
            new SubmissionRefusal.Unavailable(
                entitlement.name(), "decisions on it need the web console, which is not set up"))
        : Optional.empty();
  }
}
