package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import dev.hourkey.slack.HolderMessages.Synchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The message that follows a request and its grant to the end. */
final class RequesterMessages {
  private RequesterMessages() {}

  /** The message of the person who submitted it, for themselves or for somebody else. */
  static Optional<SlackMessage> submitted(RequestDetails request, Synchronization sync) {
    boolean forOthers = request.sender().isPresent();
    Sentence what =
        Sentence.of(
                isExtension(request)
                    ? "You requested an extension of *{}* ({})"
                    : "You requested *{}* ({})",
                request.name(),
                request.opens())
            .then(forOthers ? Sentence.of(" for {},", request.requester()) : Sentence.NOTHING)
            .then(lasting(request));
    if (!forOthers) {
      List<Block> below = notPosted(List.of(request));
      block(request, RequesterButtons.of(request)).ifPresent(below::add);
      return life(request.requester(), request, what, sync, below);
    }
    Sentence status = RequestStatus.line(request, RequestStatus.Reader.APPROVER);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(what.then("\n").then(status)));
    blocks.add(new Block.Quote(request.justification()));
    if (request.state() instanceof RequestState.Pending) {
      RequesterStatus.decision(request).ifPresent(line -> blocks.add(new Block.Context(line)));
    }
    blocks.addAll(notPosted(List.of(request)));
    block(request, RequesterButtons.ofSender(request)).ifPresent(blocks::add);
    return to(request.sender().orElse(request.requester()), what.then(" ").then(status), blocks);
  }

  /** The message of a person who did not request it themselves. */
  static Optional<SlackMessage> requestedForYou(RequestDetails request, Synchronization sync) {
    return request
        .sender()
        .flatMap(
            sender -> {
              List<Block> below = new ArrayList<>();
              block(request, RequesterButtons.cancelAccess(request).stream().toList())
                  .ifPresent(below::add);
              return life(
                  request.requester(),
                  request,
                  Sentence.of(
                          isExtension(request)
                              ? "{} requested an extension of *{}* ({}) for you,"
                              : "{} requested *{}* ({}) for you,",
                          sender,
                          request.name(),
                          request.opens())
                      .then(lasting(request)),
                  sync,
                  below);
            });
  }

  private static boolean isExtension(RequestDetails request) {
    return request.extension().isPresent();
  }

  private static Sentence lasting(RequestDetails request) {
    return Sentence.of(isExtension(request) ? " to {}" : " for {}", request.requestedDuration())
        .then(RequestStatus.from(request))
        .then(".");
  }

  private static Optional<SlackMessage> life(
      PersonMention reader,
      RequestDetails request,
      Sentence what,
      Synchronization sync,
      List<Block> below) {
    Sentence status = RequesterStatus.now(request, sync);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(what.then("\n").then(status)));
    Optional<GrantDetails> over = request.grant().filter(GrantDetails::hasEnded);
    over.ifPresent(grant -> blocks.addAll(EndStatus.more(grant)));
    blocks.add(new Block.Quote(request.justification()));
    RequesterStatus.decision(request).ifPresent(line -> blocks.add(new Block.Context(line)));
    if (over.isEmpty() && !closed(request)) {
      AccessText.sessionNote(request.opens(), request.duration()).ifPresent(blocks::add);
    }
    blocks.addAll(below);
    return to(reader, what.then(" ").then(status), blocks);
  }

  /**
   * For the person who submitted several together: the outcome of each.
   *
   * @param refusals why other entitlements of the same form were not requested
   */
  static Optional<SlackMessage> submitted(
      UUID submission, List<RequestDetails> requests, List<String> refusals, Synchronization sync) {
    if (requests.isEmpty()) {
      return Optional.empty();
    }
    RequestDetails any = requests.getFirst();
    Sentence what =
        Sentence.of("You requested ")
            .then(MultiRequestCard.names(requests))
            .then(
                any.sender().isPresent()
                    ? Sentence.of(" for {},", any.requester())
                    : Sentence.NOTHING)
            .then(" for {}.", any.requestedDuration());
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(what));
    requests.forEach(request -> blocks.addAll(entry(request, sync)));
    blocks.add(new Block.Quote(any.justification()));
    refusals.forEach(
        refusal ->
            blocks.add(
                new Block.Section(
                    Sentence.of(":no_entry: Not requested: ").then(Sentence.literal(refusal)))));
    blocks.addAll(notPosted(requests));
    RequesterStatus.nudged(requests).ifPresent(line -> blocks.add(new Block.Context(line)));
    List<Button> buttons = RequesterButtons.ofAll(submission, MultiRequestCard.pending(requests));
    if (!buttons.isEmpty()) {
      blocks.add(new Block.Actions("cancel:" + submission, buttons));
    }
    List<Sentence> each =
        requests.stream()
            .map(request -> Sentence.of("{}: {}", request.name(), status(request, sync)))
            .toList();
    return to(
        any.sender().orElse(any.requester()),
        what.then("\n").then(Sentence.joined("\n", each)),
        blocks);
  }

  private static List<Block> entry(RequestDetails request, Synchronization sync) {
    Sentence text =
        Sentence.of("*{}* ({})\n", request.name(), request.opens())
            .then(status(request, sync))
            .then(more(request));
    List<Button> buttons = RequesterButtons.ofOne(request);
    return switch (buttons.size()) {
      case 0 -> List.of(new Block.Section(text));
      case 1 -> List.of(new Block.Row(text, buttons.getFirst()));
      default ->
          List.of(new Block.Section(text), new Block.Actions("request:" + request.id(), buttons));
    };
  }

  /** Who approved it and, after its end, until when open sessions can last. */
  private static Sentence more(RequestDetails request) {
    if (!(request.state() instanceof RequestState.Approved) || request.sender().isPresent()) {
      return Sentence.NOTHING;
    }
    return Sentence.joined(
        "",
        Stream.concat(
                RequesterStatus.decision(request).stream(),
                request.grant().stream().flatMap(grant -> EndStatus.openSessions(grant).stream()))
            .map(line -> Sentence.of("\n{}", line))
            .toList());
  }

  private static Sentence status(RequestDetails request, Synchronization sync) {
    return request.sender().isPresent()
        ? RequestStatus.line(request, RequestStatus.Reader.APPROVER)
        : RequesterStatus.now(request, sync);
  }

  private static Optional<Block> block(RequestDetails request, List<Button> buttons) {
    return buttons.isEmpty()
        ? Optional.empty()
        : Optional.of(new Block.Actions("request:" + request.id(), buttons));
  }

  private static List<Block> notPosted(List<RequestDetails> requests) {
    List<Block> warnings = new ArrayList<>();
    MultiRequestCard.pending(requests).stream()
        .flatMap(request -> request.cardProblem().stream())
        .distinct()
        .forEach(problem -> warnings.add(notPosted(problem)));
    return warnings;
  }

  private static Block notPosted(String problem) {
    return new Block.Section(
        Sentence.of(
            ":warning: Hourkey can't post it to {}. Approvers get it as a direct message instead."
                + " Operators are alerted, and Hourkey keeps trying.",
            Sentence.literal(problem)));
  }

  /** Whether it ended without access. */
  private static boolean closed(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _, RequestState.Approved _ -> false;
      case RequestState.Denied _, RequestState.Cancelled _, RequestState.Expired _ -> true;
    };
  }

  static Optional<SlackMessage> to(PersonMention reader, Sentence text, List<Block> blocks) {
    return reader.user().map(user -> new SlackMessage(user, text.plain(), blocks));
  }
}
