package dev.hourkey.notification;

import dev.hourkey.notification.Notification.Alarm;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tells people what happened. Every method belongs to the caller's transaction. */
public interface Notifications {
  /**
   * Delivers a notification, or updates its message, once the caller's transaction commits. An
   * alarm that was over is open again.
   */
  void tell(Notification notification);

  /** Updates the messages of notifications that were told before; others are not told now. */
  void redraw(Notification... notifications);

  /**
   * An alarm is over: its message is updated, and its thread says so. Does nothing if operators
   * were not told of it, or if it is over already.
   */
  default void over(Alarm alarm) {
    over(alarm, Optional.empty());
  }

  /** As {@link #over(Alarm)}, for trouble that began before operators were told. */
  default void over(Alarm alarm, Instant since) {
    over(alarm, Optional.of(since));
  }

  void over(Alarm alarm, Optional<Instant> since);

  /** Whether somebody was, or is to be, told. */
  boolean told(Notification notification);

  /** Whether operators were told of an alarm, and it is not over. */
  boolean lasts(Alarm alarm);

  /** The subject of the latest alarm of this kind that is not over. */
  Optional<UUID> open(Class<? extends Alarm> kind);
}
