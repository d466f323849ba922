package dev.hourkey.slack;

import dev.hourkey.request.RequestState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The card on which one request is decided. After the decision, the card is short: it says who got
 * what, who decided, and what happens next. When the access is over, one line is left.
 */
final class ApproverCard {
  private ApproverCard() {}

  /**
   * The card as it is now.
   *
   * @param context is shown while the request waits for a decision
   */
  static SlackMessage of(RequestDetails request, DecisionContext context, String channel) {
    return waits(request)
        ? new SlackMessage(
            channel,
            Sentence.of(request.highRisk() && request.review().isEmpty() ? "High risk: " : "")
                .then(title(request))
                .then(" ({})", request.opens())
                .then(request.extension().isPresent() ? " to {}" : " for {}", request.duration())
                .then(RequestStatus.from(request))
                .then(": ")
                .then(RequestStatus.words(request))
                .plain(),
            fullCard(request, context))
        : decided(request, channel);
  }

  /** Whether somebody still has to decide on it, or to review it. */
  private static boolean waits(RequestDetails request) {
    return request.state() instanceof RequestState.Pending
        || request.review().filter(review -> review.outcome().isEmpty()).isPresent();
  }

  private static List<Block> fullCard(RequestDetails request, DecisionContext context) {
    List<Block> blocks = new ArrayList<>();
    String mark = request.review().isPresent() ? "🚨 " : request.highRisk() ? "⚠️ High risk: " : "";
    String lasting = request.extension().isPresent() ? " to {} in total" : " for {}";
    blocks.add(new Block.Header(mark + title(request).then(lasting, request.duration()).plain()));
    blocks.add(new Block.Fields(fields(request, context)));
    blocks.addAll(AccessText.blocks(request.opens(), "request:" + request.id()));
    AccessText.sessionNote(request.opens(), request.duration()).ifPresent(blocks::add);
    blocks.add(new Block.Quote(request.justification()));
    request
        .ticket()
        .ifPresent(
            ticket -> blocks.add(new Block.Context(DecisionContextText.ticket(ticket, context))));
    if (request.state() instanceof RequestState.Pending) {
      DecisionContextText.unusual(request, context)
          .ifPresent(unusual -> blocks.add(new Block.Section(unusual)));
      blocks.add(new Block.Context(context(context)));
    }
    blocks.add(new Block.Context(status(request, context)));
    if (request.state() instanceof RequestState.Pending) {
      blocks.add(DecisionBlock.of(request.id(), request, () -> decisions(request)));
    }
    request
        .review()
        .ifPresent(
            review -> {
              blocks.add(new Block.Context(BreakGlassMessages.line(review)));
              blocks.add(
                  new Block.Actions(
                      "review:" + request.id(), List.of(BreakGlassMessages.review(request))));
            });
    request
        .grant()
        .filter(GrantDetails::endable)
        .ifPresent(grant -> blocks.add(revoke(grant, request.requester())));
    return blocks;
  }

  /** What it waits for, and who can decide. */
  private static Sentence status(RequestDetails request, DecisionContext context) {
    return RequestStatus.line(request, RequestStatus.Reader.APPROVER)
        .then(
            DecisionContextText.deciders(request, context)
                .map(who -> Sentence.of("\n").then(who))
                .orElse(Sentence.NOTHING));
  }

  private static Sentence context(DecisionContext context) {
    List<Sentence> lines = new ArrayList<>();
    DecisionContextText.earlier(context).ifPresent(lines::add);
    lines.add(DecisionContextText.open(context));
    lines.add(DecisionContextText.holders(context));
    return Sentence.joined("\n", lines);
  }

  private static SlackMessage decided(RequestDetails request, String channel) {
    Sentence reviewed =
        request
            .review()
            .map(review -> Sentence.of("\n").then(BreakGlassMessages.line(review)))
            .orElse(Sentence.NOTHING);
    Sentence status = RequestStatus.line(request, RequestStatus.Reader.APPROVER).then(reviewed);
    Sentence what = Sentence.of("*{}* · *{}*", request.requester().name(), request.name());
    if (hasEnded(request)) {
      Sentence line =
          what.then(" · {}", duration(request))
              .then(request.extension().map(ExtensionDetails::words).orElse(Sentence.NOTHING))
              .then(" · ")
              .then(status.inOneLine());
      return new SlackMessage(channel, line.plain(), List.of(new Block.RichLine(line)));
    }
    Sentence lines =
        what.then(" ({}) for {}", request.opens(), duration(request))
            .then(RequestStatus.from(request))
            .then("\n")
            .then(status);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(lines));
    blocks.add(new Block.Quote(request.justification()));
    request.grant().ifPresent(grant -> blocks.add(revoke(grant, request.requester())));
    return new SlackMessage(channel, lines.inOneLine().plain(), blocks);
  }

  /**
   * Whether the request is over, apart from the removal of the granted access. An extension is over
   * once it is decided: the card of the request that it extends shows the rest.
   */
  static boolean hasEnded(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> false;
      case RequestState.Approved _ ->
          request.extension().isPresent()
              || !request.grant().map(GrantDetails::endable).orElse(true);
      case RequestState.Denied _, RequestState.Cancelled _, RequestState.Expired _ -> true;
    };
  }

  private static Sentence title(RequestDetails request) {
    if (request.extension().isPresent()) {
      return Sentence.of("{} requests an extension of {}", request.requester(), request.name());
    }
    return request.review().isPresent()
        ? BreakGlassMessages.title(request)
        : request
            .sender()
            .map(
                sender ->
                    Sentence.of(
                        "{} requests {} for {}", sender, request.name(), request.requester()))
            .orElseGet(() -> Sentence.of("{} requests {}", request.requester(), request.name()));
  }

  private static List<Sentence> fields(RequestDetails request, DecisionContext context) {
    List<Sentence> fields = new ArrayList<>();
    fields.add(requester(request, context));
    request.sender().ifPresent(sender -> fields.add(Sentence.of("*Requested by*\n{}", sender)));
    if (request.extension().isEmpty()) {
      fields.add(Sentence.of("*Duration*\n{}", duration(request)));
    }
    request.startsAt().ifPresent(start -> fields.add(Sentence.of("*Start*\n{}", start)));
    request
        .extension()
        .ifPresent(
            it ->
                fields.add(
                    Sentence.of("*Extension*\n{}", duration(request))
                        .then(it.words())
                        .then(", active since {}", it.since())));
    if (request.opens().targets().size() == 1) {
      var only = request.opens().targets().getFirst();
      fields.add(Sentence.of("*Account*\n{} ({})", only.accountName(), only.accountId()));
      fields.add(Sentence.of("*Permission set*\n{}", only.permissionSet()));
    }
    return fields;
  }

  private static Sentence duration(RequestDetails request) {
    return request.duration().equals(request.requestedDuration())
        ? Sentence.of("{}", request.duration())
        : Sentence.of("{} (requested: {})", request.duration(), request.requestedDuration());
  }

  /** The requester, with data from their account and their profile. */
  static Sentence requester(RequestDetails request, DecisionContext context) {
    return Sentence.of("*Requester*\n{}", request.requester())
        .then(
            request
                .principalName()
                .map(name -> Sentence.of(" · {}", name))
                .orElse(Sentence.NOTHING))
        .then(DecisionContextText.requester(request, context));
  }

  /** The buttons with which somebody decides. */
  static List<Button> decisions(RequestDetails request) {
    return List.of(
        approve(request), approveWithChanges(request.id(), request.requester()), deny(request));
  }

  /** The button for an approval with a comment, or for less time. */
  static Button approveWithChanges(UUID card, PersonMention requester) {
    return Button.of(ActionId.APPROVE_WITH_CHANGES, "Approve with changes…", card)
        .labelled(
            Sentence.of("Approve with a comment or for less time, for {}", requester).plain());
  }

  private static Button approve(RequestDetails request) {
    Button approve =
        Button.of(ActionId.APPROVE, "Approve", request.id())
            .primary()
            .labelled(
                Sentence.of("Approve {} for {}", request.name(), request.requester()).plain());
    return request.highRisk() ? approve.confirmed(highRisk(request)) : approve;
  }

  private static Button.Confirm highRisk(RequestDetails request) {
    return new Button.Confirm(
        "Approve high-risk access?",
        Sentence.of("{} gets {} for {}", request.requester(), request.opens(), request.duration())
            .then(RequestStatus.from(request))
            .then(".")
            .plain(),
        "Approve",
        "Cancel");
  }

  private static Button deny(RequestDetails request) {
    return Button.of(ActionId.DENY, "Deny…", request.id())
        .danger()
        .labelled(Sentence.of("Deny {} for {}", request.name(), request.requester()).plain());
  }

  /** The button that revokes access. */
  static Block revoke(GrantDetails grant, PersonMention holder) {
    return new Block.Actions(
        "revoke:" + grant.id(),
        List.of(
            Button.of(ActionId.REVOKE, "Revoke…", grant.id())
                .danger()
                .labelled(Sentence.of("Revoke the access of {}", holder).plain())));
  }
}
