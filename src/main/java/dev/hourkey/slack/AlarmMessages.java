package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.notification.AlarmState;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Draws alarms, whether open or over, and the replies in their threads when they end. */
@ApplicationScoped
class AlarmMessages {
  private final Outbox outbox;
  private final OperatorMessages messages;
  private final Catalog catalog;

  AlarmMessages(Outbox outbox, OperatorMessages messages, Catalog catalog) {
    this.outbox = outbox;
    this.messages = messages;
    this.catalog = catalog;
  }

  /** The operations channel, if the policy in force names one. */
  Optional<String> channel() {
    return catalog.current().operationsChannel();
  }

  /** The alarm as it is now; empty if there is no channel or nothing left to say. */
  Optional<SlackMessage> draw(Notification.Alarm alarm) {
    return channel().flatMap(channel -> draw(alarm, alarm, channel));
  }

  /** The alarm as it is drawn for one operator. */
  Optional<SlackMessage> draw(Notification.Alarm alarm, String operator) {
    return draw(alarm, new Notification.OperatorCopy(alarm, operator), operator);
  }

  /** The reply to an alarm, unless the alarm has changed again since. */
  Optional<SlackMessage> draw(Notification.AlarmChanged changed) {
    Notification.Alarm alarm = changed.alarm();
    Notification message =
        changed
            .operator()
            .<Notification>map(operator -> new Notification.OperatorCopy(alarm, operator))
            .orElse(alarm);
    return outbox
        .posted(message)
        .flatMap(
            at ->
                outbox
                    .alarm(alarm)
                    .filter(state -> state.changes() == changed.change())
                    .flatMap(state -> reply(alarm, state, at)));
  }

  private Optional<SlackMessage> reply(Notification.Alarm alarm, AlarmState state, MessageRef at) {
    return state.overAt().isEmpty()
        ? Optional.of(ResolvedAlarmMessages.back(state.since(), at.channel(), at.message()))
        : end(alarm, state).map(end -> end.reply(at.channel(), at.message()));
  }

  /**
   * An alarm that was over before it could be posted is posted only if operators have to know about
   * it anyway.
   */
  private Optional<SlackMessage> draw(
      Notification.Alarm alarm, Notification message, String recipient) {
    Optional<AlarmState> over = outbox.alarm(alarm).filter(state -> state.overAt().isPresent());
    if (over.isEmpty() || alarm instanceof Notification.BreakGlassUsed) {
      return messages.draw(alarm, recipient); // Operators learn of it even after the review.
    }
    return end(alarm, over.get())
        .filter(_ -> mustReportWhenOver(alarm) || outbox.posted(message).isPresent())
        .map(end -> end.message(recipient));
  }

  /**
   * Whether operators must learn of this alarm even if it is over: it is about access or drift, or
   * the audit trail or the database was changed. Other alarms only matter while they last.
   */
  private static boolean mustReportWhenOver(Notification.Alarm alarm) {
    return switch (alarm) {
      case Notification.BreakGlassUsed _,
          Notification.EndOverdue _,
          Notification.ManyOverdue _,
          Notification.AccessReturned _,
          Notification.DriftFound _,
          Notification.AuditBroken _,
          Notification.RecordsDiffer _,
          Notification.DatabaseRestored _ ->
          true;
      case Notification.ReviewLate _,
          Notification.NobodyCanReview _,
          Notification.CardNotPosted _,
          Notification.GrantingPaused _,
          Notification.JobStopped _,
          Notification.JobUnseen _,
          Notification.CredentialsFailed _,
          Notification.CredentialExpiring _,
          Notification.CatalogTrouble _,
          Notification.RequestsBlocked _,
          Notification.AuditNotDelivered _,
          Notification.CheckpointTrouble _,
          Notification.Event _ ->
          false;
    };
  }

  private Optional<ResolvedAlarmMessages> end(Notification.Alarm alarm, AlarmState state) {
    return state
        .overAt()
        .flatMap(
            at ->
                messages
                    .resolutionReason(alarm)
                    .map(why -> new ResolvedAlarmMessages(state.since(), at, why)));
  }
}
