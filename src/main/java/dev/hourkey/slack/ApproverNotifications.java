package dev.hourkey.slack;

import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.DecisionCard.Occasion;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.Recipients;
import dev.hourkey.request.Recipients.Recipient;
import dev.hourkey.request.RequestState;
import dev.hourkey.text.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Notifies approvers of a card: the mention in its thread, and the direct message. */
final class ApproverNotifications {
  private ApproverNotifications() {}

  /**
   * Mentions approvers in the thread of a card, and says what they are asked to do. Empty if
   * nothing is left to decide. The first mention is also empty if there is nobody to mention and
   * nothing to note.
   *
   * @param requests at least one
   */
  static Optional<SlackMessage> mention(
      Occasion occasion, Recipients to, List<RequestDetails> requests, Place card) {
    List<Sentence> notes = notes(to);
    boolean silent = to.mentioned().isEmpty() && to.groups().isEmpty() && notes.isEmpty();
    return silent && occasion == Occasion.REQUEST
        ? Optional.empty()
        : wanted(occasion, requests)
            .map(
                wanted -> {
                  Sentence sentence = mark(occasion).then(mentions(to)).then(wanted);
                  List<Block> blocks = new ArrayList<>();
                  blocks.add(new Block.Section(sentence));
                  notes.forEach(note -> blocks.add(new Block.Context(note)));
                  MultiRequestCard.pending(requests).stream()
                      .findFirst()
                      .flatMap(DecisionBlock::after)
                      .ifPresent(blocks::add);
                  return new SlackMessage(
                      card.channel(),
                      Stream.concat(Stream.of(sentence), notes.stream())
                          .map(Sentence::plain)
                          .reduce((one, next) -> one + " " + next)
                          .orElseThrow(),
                      blocks,
                      Optional.of(card.message()));
                });
  }

  private static Sentence mark(Occasion occasion) {
    return Sentence.of(
        switch (occasion) {
          case REQUEST, STAGE -> "";
          case REMINDER, NUDGE -> ":bell: ";
          case ESCALATION -> ":rotating_light: ";
        });
  }

  private static Sentence mentions(Recipients to) {
    List<Sentence> all = new ArrayList<>();
    to.groups().forEach(group -> all.add(Sentence.of("{}", userGroup(group.group()))));
    to.mentioned()
        .forEach(
            one ->
                all.add(
                    Sentence.of("{}", new PersonMention(one.name(), Optional.of(one.chatId())))));
    return all.isEmpty() ? Sentence.NOTHING : Sentence.joined(", ", all).then(": ");
  }

  private static Sentence.UserGroup userGroup(Recipient group) {
    return new Sentence.UserGroup(group.chatId(), group.name());
  }

  /** Who was not notified, and why. */
  private static List<Sentence> notes(Recipients to) {
    List<Sentence> notes = new ArrayList<>();
    if (!to.withoutChatUser().isEmpty()) {
      notes.add(
          Sentence.of("Not notified, because Hourkey knows no Slack user for them: ")
              .then(
                  Sentence.joined(
                      ", ",
                      to.withoutChatUser().stream().map(name -> Sentence.of("{}", name)).toList()))
              .then("."));
    }
    if (to.others() > 0) {
      notes.add(Sentence.of("{} can decide as well.", Counted.of(to.others(), "other approver")));
    }
    if (!to.complete()) {
      notes.add(
          Sentence.of("Some approvers may be missing: Hourkey could not look up all of them."));
    }
    return notes;
  }

  private static Optional<Sentence> wanted(Occasion occasion, List<RequestDetails> requests) {
    List<RequestDetails> pending = concerned(occasion, MultiRequestCard.pending(requests));
    return expiry(pending)
        .map(
            expiresAt -> {
              RequestDetails any = pending.getFirst();
              Sentence requester = Sentence.of("*{}*", any.requester().name());
              Sentence names = MultiRequestCard.names(pending);
              return switch (occasion) {
                case REQUEST ->
                    requester
                        .then(" waits for a decision on ")
                        .then(names)
                        .then(expires(pending, expiresAt));
                case REMINDER ->
                    requester
                        .then(" is still waiting for a decision on ")
                        .then(names)
                        .then(expires(pending, expiresAt));
                case NUDGE ->
                    Sentence.of("*{}*", any.sender().orElse(any.requester()).name())
                        .then(" asks you again for a decision on ")
                        .then(names)
                        .then(expires(pending, expiresAt));
                case STAGE ->
                    requester
                        .then("'s request for ")
                        .then(names)
                        .then(stage(any.progress()))
                        .then(" It expires {}.", expiresAt);
                case ESCALATION ->
                    requester
                        .then("'s request for ")
                        .then(names)
                        .then(escalation(any.progress()))
                        .then(" It expires {}.", expiresAt);
              };
            });
  }

  /** A stage begins, or is escalated, for some of the requests on a card before the others. */
  private static List<RequestDetails> concerned(Occasion occasion, List<RequestDetails> pending) {
    int last = pending.stream().mapToInt(ApproverNotifications::stage).max().orElse(0);
    List<RequestDetails> some =
        pending.stream()
            .filter(
                one ->
                    switch (occasion) {
                      case STAGE -> stage(one) == last;
                      case ESCALATION -> one.progress().escalatedStages().contains(stage(one));
                      case REQUEST, REMINDER, NUDGE -> true;
                    })
            .toList();
    return some.isEmpty() ? pending : some;
  }

  private static int stage(RequestDetails request) {
    return request.progress().current().orElse(0);
  }

  private static Sentence expires(List<RequestDetails> pending, Instant expiresAt) {
    return Sentence.of(
        pending.size() == 1 ? ". The request expires {}." : ". The requests expire {}.", expiresAt);
  }

  private static Sentence stage(ApprovalProgress progress) {
    int stage = progress.current().orElse(0);
    int of = progress.stages().size();
    Sentence waits = Sentence.of(" now waits for {}", progress.stages().get(stage).approvers());
    return waits.then(
        of == 1 ? Sentence.of(".") : Sentence.of(" (stage {} of {}).", stage + 1, of));
  }

  /** Who may approve as well. If another approval came first, nothing is escalated any more. */
  private static Sentence escalation(ApprovalProgress progress) {
    return progress
        .stages()
        .get(progress.current().orElse(0))
        .escalation()
        .map(
            one ->
                Sentence.of(
                    " has waited for {} without a decision. Now {} can approve it as well.",
                    one.after(),
                    one.to()))
        .orElse(Sentence.of(" is still waiting."));
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

  /**
   * A card that still needs a decision, as a direct message to one approver, who can decide in it.
   *
   * @param link to the card in its channel, if there is one
   */
  static SlackMessage direct(SlackMessage card, Optional<String> link) {
    Sentence why =
        link.map(
                url ->
                    Sentence.of(
                        "You can decide on this here. The card is in a channel that you are not in:"
                            + " {}",
                        new Sentence.Link("open it there", url)))
            .orElseGet(
                () ->
                    Sentence.of(
                        "You can decide on this here. Hourkey could not post it in a channel."));
    List<Block> blocks = new ArrayList<>(card.blocks());
    blocks.add(new Block.Context(why));
    return new SlackMessage(card.to(), card.text() + ". " + why.plain(), blocks);
  }
}
