package dev.hourkey.slack;

import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.OperatorLookup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Has operators get an alarm as a direct message when their channel cannot be reached. */
@ApplicationScoped
class AlarmCopies {
  private static final Logger LOG = Logger.getLogger(AlarmCopies.class);

  private final OperatorLookup operators;
  private final AlarmMessages messages;
  private final Outbox outbox;

  AlarmCopies(OperatorLookup operators, AlarmMessages messages, Outbox outbox) {
    this.operators = operators;
    this.messages = messages;
    this.outbox = outbox;
  }

  /**
   * Delivers an alarm to the channel of operations. If it cannot be posted there now, operators get
   * it directly; it still waits for the channel, if the policy in force names one.
   *
   * @param toChannel delivers it to the channel
   */
  Delivery unlessPosted(
      Notification.Alarm alarm, Optional<Posted> posted, Supplier<Delivery> toChannel) {
    boolean anyChannel = messages.channel().isPresent();
    Delivery delivery =
        anyChannel
            ? toChannel.get()
            : new Delivery.NotNow("the policy in force names no channel for operations");
    return posted.isEmpty()
            && delivery instanceof Delivery.NotNow(String why)
            && sent(alarm, why)
            && !anyChannel
        ? new Delivery.Delivered(posted)
        : delivery;
  }

  /** Sends it to each operator, unless that was done before; false if nobody could be found. */
  private boolean sent(Notification.Alarm alarm, String why) {
    if (outbox.copied(alarm)) {
      return true;
    }
    List<String> readers = operators.reachable().stream().map(ChatUser::userId).sorted().toList();
    LOG.warnf(
        "%s %s did not reach the channel of operations (%s); telling %d operators directly",
        alarm.getClass().getSimpleName(), alarm.subject(), why, readers.size());
    outbox.copy(alarm, readers);
    return !readers.isEmpty();
  }
}
