package dev.hourkey.notification;

/** Delivers notifications that are due. */
public interface NotificationWorkers {
  /**
   * Makes the workers look for due notifications once the caller's transaction has committed. They
   * also look every second.
   */
  void wakeForNotifications();
}
