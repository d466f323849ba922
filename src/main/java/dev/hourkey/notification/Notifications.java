package dev.hourkey.notification;

import dev.hourkey.notification.Notification.Alarm;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tells people what happened. Every method belongs to the caller's transaction. */
public interface Notifications {
  /**
   * Delivers a notification, or updates its message, once the caller's transaction commits. Reopens
   * an alarm that was over.
   */
  void tell(Notification notification);

  /**
   * Updates the messages of these notifications, if they were sent before. Does not send the
   * others.
   */
  void redraw(Notification... notifications);

  /**
   * Records that an alarm is over, updates its message, and says so in its thread. Does nothing if
   * operators were not told about the alarm, or if it is already over.
   */
  default void resolve(Alarm alarm) {
    resolve(alarm, Optional.empty());
  }

  /** Like {@link #resolve(Alarm)}, for a problem that began before operators were told. */
  default void resolve(Alarm alarm, Instant since) {
    resolve(alarm, Optional.of(since));
  }

  void resolve(Alarm alarm, Optional<Instant> since);

  /** Whether the notification was sent, or will be. */
  boolean wasNotified(Notification notification);

  /** Whether operators were told about an alarm that is not over. */
  boolean isOpen(Alarm alarm);

  /** The subject of the latest alarm of this kind that is not over. */
  Optional<UUID> open(Class<? extends Alarm> kind);
}
