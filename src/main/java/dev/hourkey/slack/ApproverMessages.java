package dev.hourkey.slack;

import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.RequestState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What approvers read of a request. */
final class ApproverMessages {
  private ApproverMessages() {}

  /** The card on which they decide; afterwards it says who did, and what became of it. */
  static SlackMessage card(RequestDetails request, String channel) {
    List<Block> blocks = new ArrayList<>();
    String mark = request.review().isPresent() ? "🚨 " : request.highRisk() ? "⚠️ " : "";
    blocks.add(new Block.Header(mark + title(request).plain()));
    blocks.add(new Block.Fields(fields(request)));
    blocks.addAll(AccessText.blocks(request.opens(), "request:" + request.id()));
    AccessText.outlasting(request.opens(), request.duration()).ifPresent(blocks::add);
    blocks.add(new Block.Quote(request.justification()));
    request
        .ticket()
        .ifPresent(ticket -> blocks.add(new Block.Context(Sentence.of("Ticket {}", ticket))));
    blocks.add(new Block.Context(RequestStatus.line(request, RequestStatus.Reader.APPROVER)));
    if (request.state() instanceof RequestState.Pending) {
      blocks.add(new Block.Actions("decide:" + request.id(), decisions(request)));
    }
    request.review().ifPresent(review -> blocks.addAll(review(request, review)));
    request
        .grant()
        .filter(GrantDetails::wanted)
        .ifPresent(grant -> blocks.add(revoke(grant, request.requester())));
    return new SlackMessage(
        channel,
        title(request)
            .then(" ({}) for {}", request.opens(), request.duration())
            .then(RequestStatus.from(request))
            .then(": ")
            .then(RequestStatus.words(request))
            .plain(),
        blocks);
  }

  static Sentence title(RequestDetails request) {
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

  private static List<Block> review(RequestDetails request, ReviewDetails review) {
    Block line = new Block.Context(BreakGlassMessages.line(review));
    return review.outcome().isPresent()
        ? List.of(line)
        : List.of(
            line,
            new Block.Actions(
                "review:" + request.id(), List.of(BreakGlassMessages.review(request))));
  }

  private static List<Sentence> fields(RequestDetails request) {
    List<Sentence> fields = new ArrayList<>();
    fields.add(
        Sentence.of("*Requester*\n{}", request.requester())
            .then(
                request
                    .principalName()
                    .map(name -> Sentence.of(" · {}", name))
                    .orElse(Sentence.NOTHING)));
    request.sender().ifPresent(sender -> fields.add(Sentence.of("*Requested by*\n{}", sender)));
    fields.add(
        Sentence.of("*Duration*\n{}", request.duration())
            .then(
                request.duration().equals(request.requestedDuration())
                    ? Sentence.NOTHING
                    : Sentence.of(" (requested: {})", request.requestedDuration())));
    request.startsAt().ifPresent(start -> fields.add(Sentence.of("*Start*\n{}", start)));
    if (request.opens().targets().size() == 1) {
      var only = request.opens().targets().getFirst();
      fields.add(Sentence.of("*Account*\n{} ({})", only.accountName(), only.accountId()));
      fields.add(Sentence.of("*Permission set*\n{}", only.permissionSet()));
    }
    return fields;
  }

  /** The buttons with which somebody decides. */
  static List<Button> decisions(RequestDetails request) {
    return request.shorterDurations().isEmpty()
        ? List.of(approve(request), deny(request))
        : List.of(approve(request), approveShorter(request), deny(request));
  }

  private static Button approveShorter(RequestDetails request) {
    return Button.of(ActionId.APPROVE_SHORTER, "Approve for shorter…", request.id())
        .labelled(
            Sentence.of("Approve the request of {} for less time", request.requester()).plain());
  }

  private static Button approve(RequestDetails request) {
    Button approve =
        Button.of(ActionId.APPROVE, "Approve", request.id())
            .primary()
            .labelled(Sentence.of("Approve the request of {}", request.requester()).plain());
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
        .labelled(Sentence.of("Deny the request of {}", request.requester()).plain());
  }

  private static Block revoke(GrantDetails grant, Someone holder) {
    return new Block.Actions(
        "revoke:" + grant.id(),
        List.of(
            Button.of(ActionId.REVOKE, "Revoke…", grant.id())
                .danger()
                .labelled(Sentence.of("Revoke the access of {}", holder).plain())));
  }

  /**
   * A reminder of what is on a card; there is none once all of it is decided.
   *
   * @param card at least one
   */
  static Optional<SlackMessage> reminder(List<RequestDetails> card, String channel) {
    List<RequestDetails> pending = SharedCard.pending(card);
    return expiry(pending)
        .map(
            expiresAt ->
                notice(
                    channel,
                    Sentence.of(
                            ":bell: *{}* is still waiting for a decision on ",
                            card.getFirst().requester().name())
                        .then(SharedCard.names(pending))
                        .then(
                            pending.size() == 1
                                ? ". The request expires {}."
                                : ". The requests expire {}.",
                            expiresAt)));
  }

  /** When the first of them expires. */
  private static Optional<Instant> expiry(List<RequestDetails> pending) {
    return pending.stream()
        .flatMap(
            request ->
                request.state() instanceof RequestState.Pending(Instant expiresAt)
                    ? Stream.of(expiresAt)
                    : Stream.empty())
        .min(Comparator.naturalOrder());
  }

  private static SlackMessage notice(String channel, Sentence sentence) {
    return new SlackMessage(channel, sentence.plain(), List.of(new Block.Section(sentence)));
  }

  /**
   * Whose turn it is now; there is nothing to say once that is over.
   *
   * @param card at least one
   */
  static Optional<SlackMessage> stageBegun(List<RequestDetails> card, int stage, String channel) {
    List<RequestDetails> waiting = inStage(card, stage);
    return expiry(waiting)
        .map(
            expiresAt -> {
              List<ApprovalProgress.Stage> stages = waiting.getFirst().progress().stages();
              return notice(
                  channel,
                  Sentence.of(
                          ":bell: The request of *{}* for ", waiting.getFirst().requester().name())
                      .then(SharedCard.names(waiting))
                      .then(
                          " now waits for {} (stage {} of {}). It expires {}.",
                          stages.get(stage - 1).approvers(),
                          stage,
                          stages.size(),
                          expiresAt));
            });
  }

  /**
   * Who may approve as well after a silence; there is nothing to say once that is over.
   *
   * @param card at least one
   */
  static Optional<SlackMessage> escalated(List<RequestDetails> card, int stage, String channel) {
    List<RequestDetails> waiting = inStage(card, stage);
    return expiry(waiting)
        .flatMap(
            expiresAt ->
                waiting
                    .getFirst()
                    .progress()
                    .stages()
                    .get(stage - 1)
                    .escalation()
                    .map(
                        escalation ->
                            notice(
                                channel,
                                Sentence.of(
                                        ":rotating_light: The request of *{}* for ",
                                        waiting.getFirst().requester().name())
                                    .then(SharedCard.names(waiting))
                                    .then(
                                        " has waited for {} without a decision. Now {} can approve"
                                            + " it as well. It expires {}.",
                                        escalation.after(),
                                        escalation.to(),
                                        expiresAt))));
  }

  /** Those on a card that wait for the approvers of this stage, from 1. */
  private static List<RequestDetails> inStage(List<RequestDetails> card, int stage) {
    return SharedCard.pending(card).stream()
        .filter(request -> request.progress().current().orElse(-1) == stage - 1)
        .toList();
  }

  /**
   * The answer to an approver who decided too late: who decided before, and when the access ends.
   *
   * @param offered the grant that the approver may revoke
   */
  static List<Block> tooLate(RequestDetails request, Optional<GrantDetails> offered) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("Too late: this request was decided before your click. Nothing changed.\n")
                .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER))));
    offered
        .filter(GrantDetails::wanted)
        .ifPresent(
            grant -> {
              blocks.add(new Block.Context("You can still end this access:"));
              blocks.add(revoke(grant, request.requester()));
            });
    return blocks;
  }
}
