package dev.hourkey.slack;

import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.SignInRefusal;
import dev.hourkey.request.RequestState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The controls for a decision: buttons or, if it needs a sign-in, the link to its page. */
final class DecisionBlock {
  private DecisionBlock() {}

  /**
   * @param id the id of the card, or of the only request on it
   * @param any one of the requests that are decided together
   * @param buttons for a decision in Slack
   */
  static Block of(UUID id, RequestDetails any, Supplier<List<Button>> buttons) {
    if (any.decideWith() != DecideWith.ENTRA) {
      return new Block.Actions("decide:" + id, buttons.get());
    }
    return any.decisionPage()
        .<Block>map(page -> new Block.Actions("decide:" + id, List.of(link(any, page))))
        .orElseGet(
            () ->
                new Block.Context(
                    "Deciding on this needs a sign-in to Hourkey's web console, which is not set"
                        + " up. Operators have been notified."));
  }

  private static Button link(RequestDetails any, String page) {
    return Button.link(ActionId.DECIDE.value(), "Sign in to decide", page)
        .labelled(Sentence.of("Sign in to decide for {}", any.requester()).plain());
  }

  /** The link to sign in, below the answer to a click that does not count without a sign-in. */
  static Optional<Block> after(RequestDetails request) {
    return signInPage(request).map(page -> of(request.id(), request, List::of));
  }

  /** The same answer as one sentence, if the request waits for a decision with a sign-in. */
  static Optional<Sentence> refusal(RequestDetails request) {
    return signInPage(request)
        .map(
            page ->
                Sentence.literal(new SignInRefusal.NeedsSignIn().sentence())
                    .then(" {}", new Sentence.Link("Sign in to decide", page)));
  }

  private static Optional<String> signInPage(RequestDetails request) {
    return request.decideWith() == DecideWith.ENTRA
            && request.state() instanceof RequestState.Pending
        ? request.decisionPage()
        : Optional.empty();
  }
}
