package dev.hourkey.notification;

/** Delivers notifications that are due. */
public interface NotificationWorkers {
  /**
   * Has them look for due notifications once the caller's transaction has committed. They look
   * every second anyway.
   */
  void wakeForNotifications();
}
