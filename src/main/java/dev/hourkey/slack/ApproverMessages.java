package dev.hourkey.slack;

import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.RequestState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What approvers read of a request beside its card. */
final class ApproverMessages {
  private ApproverMessages() {}

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
              blocks.add(ApproverCard.revoke(grant, request.requester()));
            });
    return blocks;
  }
}
