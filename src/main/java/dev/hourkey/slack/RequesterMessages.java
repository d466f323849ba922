package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What requesters read of their own requests. */
final class RequesterMessages {
  private RequesterMessages() {}

  /** What was requested, and where it is. */
  static Optional<SlackMessage> submitted(RequestDetails request) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of(
                "You requested *{}* ({}) for {}.",
                request.name(),
                request.opens(),
                request.duration())));
    AccessText.outlasting(request.opens(), request.duration()).ifPresent(blocks::add);
    blocks.add(new Block.Quote(request.justification()));
    blocks.add(new Block.Context(RequestStatus.line(request, RequestStatus.Reader.REQUESTER)));
    if (request.state() instanceof RequestState.Pending) {
      request.cardProblem().ifPresent(problem -> blocks.add(notPosted(problem)));
      blocks.add(
          new Block.Actions(
              "cancel:" + request.id(),
              List.of(Button.of(ActionId.CANCEL, "Cancel request", request.id()))));
    }
    return toRequester(request, Sentence.of("You requested {}: ", request.name()), blocks);
  }

  private static Block notPosted(String problem) {
    return new Block.Section(
        Sentence.of(
            ":warning: Nobody can decide on it yet: Hourkey can't post it to {}. Operators are"
                + " alerted, and Hourkey keeps trying.",
            Sentence.literal(problem)));
  }

  /** How it was decided; nothing while it is not, or where the requester cancelled it. */
  static Optional<SlackMessage> decided(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> Optional.empty();
      case RequestState.Cancelled(Optional<String> because, _) ->
          because.flatMap(
              why ->
                  decided(
                      request,
                      new Block.Section(
                          Sentence.of(
                              ":no_entry: Your request for *{}* ended, because the policy changed:"
                                  + " {}.",
                              request.name(),
                              why))));
      case RequestState.Approved _ ->
          decided(
              request,
              new Block.Section(
                  Sentence.of(
                      ":white_check_mark: *{}* is approved by {}{}. Hourkey is setting it up. I'll"
                          + " message you as soon as it's active in AWS.",
                      request.name(),
                      RequestStatus.approvers(request),
                      shortened(request))));
      case RequestState.Denied(_, String reason, _) ->
          decided(
              request,
              new Block.Section(
                  Sentence.of(
                      ":no_entry: *{}* was denied by {}:", request.name(), request.deniedBy())),
              new Block.Quote(reason));
      case RequestState.Expired _ ->
          decided(
              request,
              new Block.Section(
                  Sentence.of(
                      ":hourglass: Your request for *{}* expired without a decision. Run"
                          + " `/aws-access` to request it again.",
                      request.name())));
    };
  }

  /** That an approver allowed less time than was requested. */
  private static Sentence shortened(RequestDetails request) {
    return request.duration().equals(request.requestedDuration())
        ? Sentence.NOTHING
        : Sentence.of(" for {} instead of {}", request.duration(), request.requestedDuration());
  }

  private static Optional<SlackMessage> decided(RequestDetails request, Block... blocks) {
    return toRequester(request, Sentence.of("{}: ", request.name()), List.of(blocks));
  }

  private static Optional<SlackMessage> toRequester(
      RequestDetails request, Sentence about, List<Block> blocks) {
    String text = about.then(RequestStatus.words(request)).plain();
    return request.requester().user().map(user -> new SlackMessage(user, text, blocks));
  }
}
