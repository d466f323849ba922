package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.Submission;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.slack.HolderMessages.Synchronization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Draws each notification from the rows as they are. */
@ApplicationScoped
class MessageRenderer {
  private final DetailsLoader details;
  private final OperatorMessages operators;
  private final ScimJobMonitor scimJob;
  private final AccessPortal portal;
  private final HelpChannel help;

  MessageRenderer(
      DetailsLoader details,
      OperatorMessages operators,
      ScimJobMonitor scimJob,
      AccessPortal portal,
      HelpChannel help) {
    this.details = details;
    this.operators = operators;
    this.scimJob = scimJob;
    this.portal = portal;
    this.help = help;
  }

  /** The message; nothing where there is nothing left to say, or no recipient. */
  Optional<SlackMessage> draw(Notification notification) {
    return switch (notification) {
      case Notification.DecisionWanted(UUID id) ->
          details.request(id).flatMap(MessageRenderer::card);
      case Notification.DecisionOverdue(UUID id, _) ->
          details
              .request(id)
              .flatMap(
                  request ->
                      request
                          .channel()
                          .flatMap(channel -> ApproverMessages.reminder(request, channel)));
      case Notification.StageBegun(UUID id, int stage) ->
          details
              .request(id)
              .flatMap(
                  request ->
                      request
                          .channel()
                          .flatMap(
                              channel -> ApproverMessages.stageBegun(request, stage, channel)));
      case Notification.StageEscalated(UUID id, int stage) ->
          details
              .request(id)
              .flatMap(
                  request ->
                      request
                          .channel()
                          .flatMap(channel -> ApproverMessages.escalated(request, stage, channel)));
      case Notification.RequestTaken(UUID id) ->
          details.request(id).flatMap(RequesterMessages::submitted);
      case Notification.RequestDecided(UUID id) ->
          details.request(id).flatMap(RequesterMessages::decided);
      case Notification.GrantActive(UUID id) ->
          details.grant(id).flatMap(grant -> HolderMessages.active(grant, portal));
      case Notification.GrantSlow(UUID id) ->
          details.grant(id).flatMap(grant -> HolderMessages.slow(grant, synchronization()));
      case Notification.GrantEnding(UUID id) -> details.grant(id).flatMap(HolderMessages::ending);
      case Notification.GrantOver(UUID id) -> details.grant(id).flatMap(EndMessages::over);
      case Notification.Alarm alarm -> operators.draw(alarm);
      case Notification.Answer _ -> Optional.empty(); // Drawn from its submission.
    };
  }

  /** Whether the policy in force names a channel for operators. */
  boolean operatorsCanBeReached() {
    return operators.channel().isPresent();
  }

  /** The answer to somebody whose submission was refused, or has to wait. */
  SlackMessage answer(Submission submission) {
    String answer = submission.answer().orElse("");
    Sentence text = submission.needsHelp() ? help.askAfter(answer) : Sentence.literal(answer);
    return new SlackMessage(
        submission.user().userId(),
        text.plain(),
        submission
            .tooLateFor()
            .flatMap(details::request)
            .map(
                request ->
                    ApproverMessages.tooLate(request, submission.offers().flatMap(details::grant)))
            .orElseGet(() -> List.of(new Block.Section(text))));
  }

  private static Optional<SlackMessage> card(RequestDetails request) {
    return request.channel().map(channel -> ApproverMessages.card(request, channel));
  }

  private Synchronization synchronization() {
    if (scimJob.stopped().isPresent()) {
      return Synchronization.STOPPED;
    }
    return scimJob.known() ? Synchronization.RUNNING : Synchronization.UNKNOWN;
  }
}
