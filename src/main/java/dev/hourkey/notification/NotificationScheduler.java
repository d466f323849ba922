package dev.hourkey.notification;

import java.time.Instant;

/** Wakes the dispatcher. */
public interface NotificationScheduler {
  /** Has a notification looked at, once the caller's transaction has committed. */
  void schedule(String key, Instant when);
}
