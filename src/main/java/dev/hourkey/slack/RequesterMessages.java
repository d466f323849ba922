package dev.hourkey.slack;

import dev.hourkey.grant.GrantState;
import dev.hourkey.request.RequestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What requesters read of their own requests. */
final class RequesterMessages {
  private RequesterMessages() {}

  /** What was requested, and where it is. */
  static Optional<SlackMessage> submitted(RequestDetails request) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("You requested *{}* ({})", request.name(), request.opens())
                .then(
                    request
                        .sender()
                        .map(_ -> Sentence.of(" for {},", request.requester()))
                        .orElse(Sentence.NOTHING))
                .then(" for {}", request.duration())
                .then(RequestStatus.from(request))
                .then(".")));
    AccessText.outlasting(request.opens(), request.duration()).ifPresent(blocks::add);
    blocks.add(new Block.Quote(request.justification()));
    blocks.add(
        new Block.Context(
            RequestStatus.line(
                request,
                request.sender().isEmpty()
                    ? RequestStatus.Reader.REQUESTER
                    : RequestStatus.Reader.APPROVER)));
    if (request.state() instanceof RequestState.Pending) {
      request.cardProblem().ifPresent(problem -> blocks.add(notPosted(problem)));
      blocks.add(
          new Block.Actions(
              "cancel:" + request.id(),
              List.of(Button.of(ActionId.CANCEL, "Cancel request", request.id()))));
    }
    return to(
        request.sender().orElse(request.requester()),
        request,
        Sentence.of("You requested {}: ", request.name()),
        blocks);
  }

  /** That somebody else has requested access for the requester, which they need not wait for. */
  static Optional<SlackMessage> requestedForYou(RequestDetails request) {
    return request
        .sender()
        .flatMap(
            sender ->
                to(
                    request.requester(),
                    request,
                    Sentence.of("{} requested {} for you: ", sender, request.name()),
                    List.of(
                        new Block.Section(
                            Sentence.of(
                                "{} requested *{}* ({}) for you, for {}.",
                                sender,
                                request.name(),
                                request.opens(),
                                request.duration())),
                        new Block.Quote(request.justification()))));
  }

  /**
   * What was requested together, and where each of it is.
   *
   * @param refusals why other entitlements of the same form were not requested
   */
  static Optional<SlackMessage> submitted(
      UUID submission, List<RequestDetails> requests, List<String> refusals) {
    if (requests.isEmpty()) {
      return Optional.empty();
    }
    RequestDetails any = requests.getFirst();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("You requested ")
                .then(SharedCard.names(requests))
                .then(" for {}.", any.requestedDuration())));
    blocks.add(new Block.Quote(any.justification()));
    requests.forEach(request -> blocks.add(entry(request)));
    refusals.forEach(
        refusal ->
            blocks.add(
                new Block.Section(
                    Sentence.of(":no_entry: Not requested: ").then(Sentence.literal(refusal)))));
    List<RequestDetails> pending = SharedCard.pending(requests);
    pending.stream()
        .flatMap(request -> request.cardProblem().stream())
        .distinct()
        .forEach(problem -> blocks.add(notPosted(problem)));
    if (pending.size() > 1) {
      blocks.add(
          new Block.Actions(
              "cancel:" + submission,
              List.of(Button.of(ActionId.CANCEL, "Cancel all " + pending.size(), submission))));
    }
    return any.sender()
        .orElse(any.requester())
        .user()
        .map(
            user ->
                new SlackMessage(
                    user,
                    Sentence.of("You requested ").then(SharedCard.words(requests)).plain(),
                    blocks));
  }

  private static Block entry(RequestDetails request) {
    Sentence text =
        Sentence.of("*{}* ({})\n", request.name(), request.opens())
            .then(RequestStatus.line(request, RequestStatus.Reader.REQUESTER));
    return request.state() instanceof RequestState.Pending
        ? new Block.Row(
            text,
            Button.of(ActionId.CANCEL, "Cancel", request.id())
                .labelled(Sentence.of("Cancel the request for {}", request.name()).plain()))
        : new Block.Section(text);
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
      case RequestState.Approved _ when request.review().isPresent() ->
          decided(
              request,
              new Block.Section(
                  Sentence.of(
                      ":rotating_light: You get *{}* for {} by break-glass. Hourkey is setting it"
                          + " up. I'll message you as soon as it's active in AWS. Operators and"
                          + " approvers are told, and your use will be reviewed.",
                      request.name(),
                      request.duration())));
      case RequestState.Approved _ -> approved(request);
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

  private static Optional<SlackMessage> approved(RequestDetails request) {
    Sentence approved =
        Sentence.of(
            ":white_check_mark: *{}* is approved by {}{}.",
            request.name(),
            RequestStatus.approvers(request),
            shortened(request));
    Optional<GrantDetails> scheduled =
        request.grant().filter(grant -> grant.state() instanceof GrantState.Scheduled);
    if (request.startsAt().isPresent() && request.grant().filter(GrantDetails::over).isPresent()) {
      return decided(request, new Block.Section(approved)); // Another message says what happened.
    }
    return scheduled
        .map(
            grant ->
                decided(
                    request,
                    new Block.Section(
                        approved
                            .then(RequestStatus.starts(grant))
                            .then(" I'll message you as soon as it's active in AWS.")),
                    new Block.Actions(
                        "scheduled:" + grant.id(), List.of(HolderMessages.endNow(grant)))))
        .orElseGet(
            () ->
                decided(
                    request,
                    new Block.Section(
                        approved.then(
                            " Hourkey is setting it up. I'll message you as soon as it's active in"
                                + " AWS."))));
  }

  /** That an approver allowed less time than was requested. */
  private static Sentence shortened(RequestDetails request) {
    return request.duration().equals(request.requestedDuration())
        ? Sentence.NOTHING
        : Sentence.of(" for {} instead of {}", request.duration(), request.requestedDuration());
  }

  private static Optional<SlackMessage> decided(RequestDetails request, Block... blocks) {
    Someone reader =
        request.requester().user().isPresent()
            ? request.requester()
            : request.sender().orElse(request.requester());
    return to(reader, request, Sentence.of("{}: ", request.name()), List.of(blocks));
  }

  private static Optional<SlackMessage> to(
      Someone reader, RequestDetails request, Sentence about, List<Block> blocks) {
    String text = about.then(RequestStatus.words(request)).plain();
    return reader.user().map(user -> new SlackMessage(user, text, blocks));
  }
}
