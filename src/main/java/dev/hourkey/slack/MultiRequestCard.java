package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The card of several requests of one person that the same people decide: a click decides all of
 * them. It shows for each what it opens and how it was decided, so some may be approved and others
 * not.
 */
final class MultiRequestCard {
  private MultiRequestCard() {}

  /**
   * @param card the id that a decision on all of them names
   * @param requests at least two
   * @param contexts the context of each request
   */
  static SlackMessage of(
      UUID card,
      List<RequestDetails> requests,
      Map<UUID, DecisionContext> contexts,
      String channel) {
    List<RequestDetails> pending = pending(requests);
    return new SlackMessage(
        channel,
        Sentence.of(
                pending(requests).stream().anyMatch(RequestDetails::highRisk) ? "High risk: " : "")
            .then(title(requests))
            .then(" for {}: ", requests.getFirst().requestedDuration())
            .then(statusSummary(requests))
            .plain(),
        pending.isEmpty() ? decided(requests) : fullCard(card, requests, pending, contexts));
  }

  private static List<Block> fullCard(
      UUID card,
      List<RequestDetails> requests,
      List<RequestDetails> pending,
      Map<UUID, DecisionContext> contexts) {
    RequestDetails any = pending.getFirst();
    DecisionContext context = contexts.getOrDefault(any.id(), DecisionContext.NONE);
    boolean highRisk = requests.stream().anyMatch(RequestDetails::highRisk);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Header(
            (highRisk ? "⚠️ High risk: " : "")
                + title(requests).then(" for {}", any.requestedDuration()).plain()));
    blocks.add(new Block.Fields(fields(any, context)));
    requests.forEach(
        request ->
            blocks.add(entry(request, contexts.getOrDefault(request.id(), DecisionContext.NONE))));
    blocks.add(new Block.Quote(any.justification()));
    any.ticket()
        .ifPresent(
            ticket -> blocks.add(new Block.Context(DecisionContextText.ticket(ticket, context))));
    DecisionContextText.unusualTime(any, context)
        .ifPresent(unusual -> blocks.add(new Block.Section(unusual)));
    blocks.add(new Block.Context(DecisionContextText.open(context)));
    DecisionContextText.deciders(any, context).ifPresent(who -> blocks.add(new Block.Context(who)));
    blocks.add(DecisionBlock.of(card, any, () -> decisions(card, pending)));
    return blocks;
  }

  /** How each was decided; one line for those that are over. */
  private static List<Block> decided(List<RequestDetails> requests) {
    RequestDetails any = requests.getFirst();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.RichLine(
            Sentence.of(
                "*{}* · {} entitlements for {}",
                any.requester().name(),
                requests.size(),
                any.requestedDuration())));
    requests.forEach(request -> blocks.add(decided(request)));
    if (!requests.stream().allMatch(ApproverCard::hasEnded)) {
      blocks.add(new Block.Quote(any.justification()));
    }
    return blocks;
  }

  private static Block decided(RequestDetails request) {
    Sentence line =
        Sentence.of("*{}* · ", request.name())
            .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER).inOneLine());
    return revocation(request)
        .<Block>map(button -> new Block.Row(line, button))
        .orElseGet(() -> new Block.Context(line));
  }

  static List<RequestDetails> pending(List<RequestDetails> requests) {
    return requests.stream()
        .filter(request -> request.state() instanceof RequestState.Pending)
        .toList();
  }

  /** The durations for which all of them can be approved instead. */
  static List<Duration> shorterDurations(List<RequestDetails> requests) {
    return requests.stream()
        .limit(1)
        .flatMap(first -> first.shorterDurations().stream())
        .filter(one -> requests.stream().allMatch(each -> each.shorterDurations().contains(one)))
        .toList();
  }

  /** The names of the entitlements, as in "A, B and C". */
  static Sentence names(List<RequestDetails> requests) {
    List<Sentence> names =
        requests.stream().map(request -> Sentence.of("*{}*", request.name())).toList();
    return names.size() < 2
        ? Sentence.joined("", names)
        : Sentence.joined(", ", names.subList(0, names.size() - 1))
            .then(" and ")
            .then(names.getLast());
  }

  /** How each was decided, in a few words. */
  static Sentence statusSummary(List<RequestDetails> requests) {
    return Sentence.joined(
        "; ",
        requests.stream()
            .map(
                request ->
                    Sentence.of("{} ({}) ", request.name(), request.opens())
                        .then(RequestStatus.words(request)))
            .toList());
  }

  private static Sentence title(List<RequestDetails> requests) {
    RequestDetails any = requests.getFirst();
    return any.sender()
        .map(
            sender ->
                Sentence.of(
                    "{} requests {} entitlements for {}", sender, requests.size(), any.requester()))
        .orElseGet(
            () -> Sentence.of("{} requests {} entitlements", any.requester(), requests.size()));
  }

  private static List<Sentence> fields(RequestDetails any, DecisionContext context) {
    return List.of(
        ApproverCard.requester(any, context),
        Sentence.of("*Duration*\n{}", any.requestedDuration()).then(RequestStatus.from(any)));
  }

  /** One of the requests, how it was decided, and what can be done with it alone. */
  private static Block entry(RequestDetails request, DecisionContext context) {
    Sentence text =
        Sentence.of("*{}*", request.name())
            .then(request.highRisk() ? " · :warning: high risk" : "")
            .then(
                request.duration().equals(request.requestedDuration())
                    ? Sentence.NOTHING
                    : Sentence.of(" · for {} only", request.duration()))
            .then("\n")
            .then(AccessText.list(request.opens()))
            .then("\n")
            .then(
                request.state() instanceof RequestState.Pending
                    ? context(context)
                    : Sentence.NOTHING)
            .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER));
    return button(request)
        .<Block>map(button -> new Block.Row(text, button))
        .orElseGet(() -> new Block.Section(text));
  }

  private static Sentence context(DecisionContext context) {
    return DecisionContextText.unusualAccess(context)
        .map(unusual -> unusual.then("\n"))
        .orElse(Sentence.NOTHING)
        .then(DecisionContextText.holders(context))
        .then("\n");
  }

  private static Optional<Button> revocation(RequestDetails request) {
    return request
        .grant()
        .filter(GrantDetails::endable)
        .map(
            grant ->
                Button.of(ActionId.REVOKE, "Revoke…", grant.id())
                    .danger()
                    .labelled(
                        Sentence.of("Revoke {} of {}", request.name(), request.requester())
                            .plain()));
  }

  private static Optional<Button> button(RequestDetails request) {
    int targets = request.opens().targets().size();
    return revocation(request)
        .or(
            () ->
                targets > AccessText.FIRST
                    ? Optional.of(
                        Button.of(
                                ActionId.SHOW_ACCESS,
                                "Show all " + targets,
                                "request:" + request.id())
                            .labelled(Sentence.of("Show all of {}", request.name()).plain()))
                    : Optional.empty());
  }

  private static List<Button> decisions(UUID card, List<RequestDetails> pending) {
    PersonMention requester = pending.getFirst().requester();
    int count = pending.size();
    String all = count == 1 ? "" : " all " + count;
    List<Button> buttons = new ArrayList<>();
    Button approve =
        Button.of(ActionId.APPROVE, "Approve" + all, card)
            .primary()
            .labelled(Sentence.of("Approve the requests of {}", requester).plain());
    List<RequestDetails> risky = pending.stream().filter(RequestDetails::highRisk).toList();
    buttons.add(risky.isEmpty() ? approve : approve.confirmed(highRisk(pending)));
    buttons.add(ApproverCard.approveWithChanges(card, requester));
    buttons.add(
        Button.of(ActionId.DENY, "Deny" + all + "…", card)
            .danger()
            .labelled(Sentence.of("Deny the requests of {}", requester).plain()));
    return buttons;
  }

  private static Button.Confirm highRisk(List<RequestDetails> pending) {
    RequestDetails any = pending.getFirst();
    return new Button.Confirm(
        "Approve high-risk access?",
        Sentence.of("{} gets ", any.requester())
            .then(names(pending))
            .then(" for {}.", any.requestedDuration())
            .plain(),
        "Approve",
        "Cancel");
  }
}
