package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The card of several requests of one person that the same people decide: a click decides all of
 * them. It says of each what it opens and what became of it, so some may be approved and others
 * not.
 */
final class SharedCard {
  private SharedCard() {}

  /**
   * @param card what a decision on all of them names
   * @param requests at least two
   */
  static SlackMessage of(UUID card, List<RequestDetails> requests, String channel) {
    RequestDetails any = requests.getFirst();
    List<RequestDetails> pending = pending(requests);
    boolean highRisk = requests.stream().anyMatch(RequestDetails::highRisk);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Header((highRisk ? "⚠️ " : "") + title(requests).plain()));
    blocks.add(new Block.Fields(fields(any)));
    requests.forEach(request -> blocks.add(entry(request)));
    blocks.add(new Block.Quote(any.justification()));
    requests.stream()
        .flatMap(request -> request.ticket().stream())
        .distinct()
        .forEach(ticket -> blocks.add(new Block.Context(Sentence.of("Ticket {}", ticket))));
    if (!pending.isEmpty()) {
      blocks.add(new Block.Actions("decide:" + card, decisions(card, pending)));
    }
    return new SlackMessage(
        channel,
        title(requests).then(" for {}: ", any.requestedDuration()).then(words(requests)).plain(),
        blocks);
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

  /** Their names, separated by commas. */
  static Sentence names(List<RequestDetails> requests) {
    return Sentence.joined(
        ", ", requests.stream().map(request -> Sentence.of("*{}*", request.name())).toList());
  }

  /** What became of each, in a few words. */
  static Sentence words(List<RequestDetails> requests) {
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

  private static List<Sentence> fields(RequestDetails any) {
    return List.of(
        Sentence.of("*Requester*\n{}", any.requester())
            .then(
                any.principalName()
                    .map(name -> Sentence.of(" · {}", name))
                    .orElse(Sentence.NOTHING)),
        Sentence.of("*Duration*\n{}", any.requestedDuration()).then(RequestStatus.from(any)));
  }

  /** What one of them is about and what became of it, with what can be done about it alone. */
  private static Block entry(RequestDetails request) {
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
            .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER));
    return button(request)
        .<Block>map(button -> new Block.Row(text, button))
        .orElseGet(() -> new Block.Section(text));
  }

  private static Optional<Button> button(RequestDetails request) {
    int targets = request.opens().targets().size();
    return request
        .grant()
        .filter(GrantDetails::wanted)
        .map(
            grant ->
                Button.of(ActionId.REVOKE, "Revoke…", grant.id())
                    .danger()
                    .labelled(
                        Sentence.of("Revoke {} of {}", request.name(), request.requester())
                            .plain()))
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
    Someone requester = pending.getFirst().requester();
    int count = pending.size();
    String all = count == 1 ? "" : " all " + count;
    List<Button> buttons = new ArrayList<>();
    Button approve =
        Button.of(ActionId.APPROVE, "Approve" + all, card)
            .primary()
            .labelled(Sentence.of("Approve the requests of {}", requester).plain());
    List<RequestDetails> risky = pending.stream().filter(RequestDetails::highRisk).toList();
    buttons.add(risky.isEmpty() ? approve : approve.confirmed(highRisk(pending)));
    if (!shorterDurations(pending).isEmpty()) {
      buttons.add(
          Button.of(ActionId.APPROVE_SHORTER, "Approve for shorter…", card)
              .labelled(
                  Sentence.of("Approve the requests of {} for less time", requester).plain()));
    }
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
