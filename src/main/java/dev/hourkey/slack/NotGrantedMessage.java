package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notifies the person who submitted a request that it led to no access. */
final class NotGrantedMessage {
  private NotGrantedMessage() {}

  /** Empty while the request may still lead to access, and if they cancelled it themselves. */
  static Optional<SlackMessage> of(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _, RequestState.Approved _ -> Optional.empty();
      case RequestState.Cancelled(Optional<String> because, _) ->
          because.flatMap(
              why ->
                  of(
                      request,
                      Sentence.of("Your request for *{}* ended, because {}.", request.name(), why),
                      List.of()));
      case RequestState.Denied(_, String reason, _) ->
          of(
              request,
              Sentence.of("*{}* was denied by {}", request.name(), request.deniedBy()),
              List.of(new Block.Quote(reason)));
      case RequestState.Expired _ ->
          of(
              request,
              Sentence.of("Your request for *{}* expired without a decision.", request.name()),
              RequesterButtons.requestAgain(request).stream()
                  .<Block>map(again -> new Block.Actions("again:" + request.id(), List.of(again)))
                  .toList());
    };
  }

  private static Optional<SlackMessage> of(
      RequestDetails request, Sentence what, List<Block> below) {
    String emoji = request.state() instanceof RequestState.Expired ? ":hourglass: " : ":no_entry: ";
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(Sentence.of(emoji).then(what)));
    blocks.addAll(below);
    Sentence text =
        request.state() instanceof RequestState.Denied(_, String reason, _)
            ? what.then(": {}", reason)
            : what;
    return RequesterMessages.to(request.sender().orElse(request.requester()), text, blocks);
  }
}
