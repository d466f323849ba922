package dev.hourkey.notification;

import java.time.Instant;

/** Schedules the delivery of notifications. */
public interface NotificationScheduler {
  /** Has a notification dispatched at this time, if the caller's transaction commits. */
  void schedule(String key, Instant when);
}
