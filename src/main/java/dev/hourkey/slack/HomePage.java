package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.slack.HomeView.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws somebody's Home. The limits below keep it under Slack's 100 blocks. */
final class HomePage {
  static final int MAX_DECISIONS = 5;
  static final int MAX_GRANTS = 8;
  static final int MAX_REQUESTS = 5;
  static final int MAX_ENDED = 5;
  static final int MAX_ALARMS = 5;
  static final int MAX_REVIEWS = 3;

  /** Long enough to decide in most cases; the card has the whole text. */
  private static final int JUSTIFICATION = 500;

  private HomePage() {}

  /** Published at once when somebody opens their Home, because looking up takes a while. */
  static HomeTab loading() {
    return new HomeTab(List.of(new Block.Section("Looking up what you have and can request…")));
  }

  /** Tells somebody who can do nothing here why, and how to begin. */
  static HomeTab unusable(Sentence why) {
    return new HomeTab(cannotRequest(why.mrkdwn()));
  }

  static HomeTab of(HomeView view) {
    List<Block> body =
        parts(
            view.operations().map(HomeOperations::open).orElseGet(List::of),
            decisions(view.decisions()),
            view.cannotRequest().isEmpty() || !view.open().isEmpty() ? access(view) : List.of(),
            pending(view.pending()),
            ended(view.ended()));
    List<Block> blocks = new ArrayList<>();
    if (view.cannotRequest().isEmpty()) {
      blocks.addAll(request());
    } else if (body.isEmpty()) {
      blocks.addAll(cannotRequest(view.cannotRequest().get()));
    }
    blocks.addAll(body);
    view.operations().ifPresent(operations -> blocks.add(HomeOperations.provisioning(operations)));
    view.cannotRequest()
        .filter(_ -> !body.isEmpty()) // Things to do come first.
        .ifPresent(why -> blocks.add(new Block.Context(why)));
    return new HomeTab(blocks);
  }

  /** Joins the non-empty parts, with a divider between them. */
  @SafeVarargs
  private static List<Block> parts(List<Block>... parts) {
    List<Block> blocks = new ArrayList<>();
    for (List<Block> part : parts) {
      if (!part.isEmpty() && !blocks.isEmpty()) {
        blocks.add(new Block.Divider());
      }
      blocks.addAll(part);
    }
    return blocks;
  }

  private static List<Block> request() {
    return List.of(
        new Block.Actions(
            "home",
            List.of(
                Button.of(ActionId.REQUEST_ACCESS, "Request access", "home")
                    .primary()
                    .labelled("Request AWS access"))),
        new Block.Context("In any conversation, `/aws-access` opens the same form."));
  }

  private static List<Block> cannotRequest(String why) {
    return List.of(
        new Block.Section(why),
        new Block.Context(
            "Hourkey gives temporary AWS access. Once you are eligible for any, a button appears"
                + " here, and `/aws-access` opens the form in any conversation."));
  }

  private static List<Block> decisions(Shown<RequestDetails> decisions) {
    List<Block> blocks = new ArrayList<>();
    if (!decisions.isEmpty()) {
      blocks.add(new Block.Header("Waiting for your decision"));
      for (RequestDetails request : decisions.first()) {
        if (blocks.size() > 1) {
          blocks.add(new Block.Divider());
        }
        blocks.addAll(decision(request));
      }
      more(decisions, "{} more are on the cards in the approvers' channel.").ifPresent(blocks::add);
    }
    return blocks;
  }

  private static List<Block> decision(RequestDetails request) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of(
                "{}*{}* requests *{}* for {}{}{}",
                Sentence.of(request.highRisk() ? ":warning: High risk · " : ""),
                request.requester().name(),
                request.name(),
                request.duration(),
                RequestStatus.from(request),
                request.opens().targets().size() == 1
                    ? Sentence.of("\n{}", request.opens())
                    : Sentence.NOTHING)));
    blocks.addAll(AccessText.blocks(request.opens(), "request:" + request.id()));
    blocks.add(new Block.Quote(SlackText.cut(request.justification(), JUSTIFICATION)));
    blocks.add(
        new Block.Context(
            request
                .ticket()
                .map(ticket -> Sentence.of("Ticket {}\n", ticket))
                .orElse(Sentence.NOTHING)
                .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER))));
    blocks.add(DecisionBlock.of(request.id(), request, () -> ApproverCard.decisions(request)));
    return blocks;
  }

  private static List<Block> access(HomeView view) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Header("Your access"));
    if (view.open().isEmpty()) {
      blocks.add(new Block.Context("You have no active access."));
    }
    for (GrantDetails grant : view.open().first()) {
      blocks.add(new Block.Section(Sentence.of("{}\n{}", state(grant), grant.opens())));
      if (grant.endable()) {
        blocks.add(new Block.Actions("grant:" + grant.id(), buttons(grant, view)));
      }
    }
    more(view.open(), "and {} more: `/aws-access status`").ifPresent(blocks::add);
    return blocks;
  }

  private static Sentence state(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          Sentence.of(
              ":hourglass_flowing_sand: *{}* is being set up. Your time starts when it is active"
                  + " in AWS.",
              grant.name());
      case GrantState.Live(_, Instant endsAt) ->
          Sentence.of(
                  ":large_green_circle: *{}* is active until {}.",
                  grant.name(),
                  new Sentence.TimeLeft(endsAt))
              .then(HolderMessages.missing(grant, ""));
      case GrantState.Scheduled _,
          GrantState.Revoking _,
          GrantState.Clearing _,
          GrantState.Ended _ ->
          HolderMessages.headline(grant);
    };
  }

  private static List<Button> buttons(GrantDetails grant, HomeView view) {
    List<Button> buttons = new ArrayList<>();
    if (grant.state() instanceof GrantState.Live) {
      buttons.addAll(new AccessInstructions(grant, view.portal()).links());
    }
    int opens = grant.opens().targets().size();
    if (opens > 1) {
      buttons.add(
          Button.of(ActionId.SHOW_ACCESS, "Show all " + opens, "grant:" + grant.id())
              .labelled(Sentence.of("Show everything that {} opens", grant.name()).plain()));
    }
    if (grant.state() instanceof GrantState.Live) {
      HolderMessages.extend(grant).ifPresent(buttons::add);
    }
    buttons.add(
        HolderMessages.endNow(grant).labelled(Sentence.of("End {} now", grant.name()).plain()));
    return buttons;
  }

  private static List<Block> pending(Shown<RequestDetails> pending) {
    List<Block> blocks = new ArrayList<>();
    if (!pending.isEmpty()) {
      blocks.add(new Block.Header("Your requests"));
      for (RequestDetails request : pending.first()) {
        blocks.add(
            new Block.Section(
                Sentence.of("*{}*", request.name())
                    .then(RequestStatus.beneficiary(request))
                    .then(" for {}", request.duration())
                    .then(RequestStatus.from(request))
                    .then("\n")
                    .then(RequestStatus.line(request, RequestStatus.Reader.REQUESTER))
                    .then(
                        RequesterStatus.nudged(List.of(request))
                            .map(Sentence.of("\n")::then)
                            .orElse(Sentence.NOTHING))));
        blocks.add(
            new Block.Actions("cancel:" + request.id(), RequesterButtons.whilePending(request)));
      }
      more(pending, "and {} more: `/aws-access status`").ifPresent(blocks::add);
    }
    return blocks;
  }

  private static List<Block> ended(List<GrantDetails> ended) {
    List<Sentence> lines =
        ended.stream().flatMap(grant -> ended(grant).stream()).limit(MAX_ENDED).toList();
    return lines.isEmpty()
        ? List.of()
        : List.of(
            new Block.Header("Recently ended"), new Block.Section(Sentence.joined("\n", lines)));
  }

  private static Optional<Sentence> ended(GrantDetails grant) {
    return grant.state() instanceof GrantState.Ended(EndReason cause, Instant at)
        ? Optional.of(
            Sentence.of(
                "• *{}* · {} · {}",
                grant.name(),
                RequestStatus.ended(grant, cause, RequestStatus.Reader.REQUESTER),
                at))
        : Optional.empty();
  }

  /** How many others there are, if any. */
  static Optional<Block> more(Shown<?> shown, String sentence) {
    return shown.more() > 0
        ? Optional.of(new Block.Context(Sentence.of(sentence, shown.more())))
        : Optional.empty();
  }
}
