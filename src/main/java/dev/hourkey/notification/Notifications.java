package dev.hourkey.notification;

/** Tells people what happened. Both methods belong to the caller's transaction. */
public interface Notifications {
  /** Delivers a notification, or updates its message, once the caller's transaction commits. */
  void tell(Notification notification);

  /** Updates the messages of notifications that were told before; others are not told now. */
  void redraw(Notification... notifications);
}
