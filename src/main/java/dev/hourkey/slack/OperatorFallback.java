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

/** Sends operators a direct message when something cannot be posted to their channel. */
@ApplicationScoped
class OperatorFallback {
  private static final Logger LOG = Logger.getLogger(OperatorFallback.class);

  private final OperatorLookup operators;
  private final AlarmMessages messages;
  private final Outbox outbox;

  OperatorFallback(OperatorLookup operators, AlarmMessages messages, Outbox outbox) {
    this.operators = operators;
    this.messages = messages;
    this.outbox = outbox;
  }

  /**
   * Delivers something to the operations channel. If it cannot be posted there now, operators get
   * it directly; it still waits for the channel, if the policy in force names one.
   *
   * @param toChannel delivers it to the channel
   */
  Delivery unlessPosted(
      Notification.ForOperators notification,
      Optional<Posted> posted,
      Supplier<Delivery> toChannel) {
    boolean anyChannel = messages.channel().isPresent();
    Delivery delivery =
        anyChannel
            ? toChannel.get()
            : new Delivery.NotNow("the policy in force names no operations channel");
    return posted.isEmpty()
            && delivery instanceof Delivery.NotNow(String why)
            && sent(notification, why)
            && !anyChannel
        ? new Delivery.Delivered(posted)
        : delivery;
  }

  /** Sends it to each operator, unless that was done before; false if nobody could be found. */
  private boolean sent(Notification.ForOperators notification, String why) {
    if (outbox.copied(notification)) {
      return true;
    }
    List<String> readers = operators.reachable().stream().map(ChatUser::userId).sorted().toList();
    LOG.warnf(
        "%s %s did not reach the operations channel (%s); telling %d operators directly",
        notification.getClass().getSimpleName(), notification.subject(), why, readers.size());
    outbox.copy(notification, readers);
    return !readers.isEmpty();
  }
}
