package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.hourkey.grant.Stage;

/** The kinds of durable work. Those with the same table share workers. */
enum TaskQueue {
  ENDING("scheduled_endings", "grant-ending"),
  CLEARING("scheduled_clearing", "grant-clearing"),
  PROVISIONING("scheduled_provisioning", "grant-provisioning"),
  SUBMISSIONS("scheduled_requests", "submission"),
  REQUESTS("scheduled_requests", "request"),
  NOTIFICATIONS("scheduled_notifications", "notification"),
  MAINTENANCE("scheduled_maintenance", "maintenance");

  final String table;

  /** Never to be changed in a release: db-scheduler drops tasks whose name nobody registers. */
  final String task;

  TaskQueue(String table, String task) {
    this.table = table;
    this.task = task;
  }

  static TaskQueue of(Stage stage) {
    return switch (stage) {
      case PROVISIONING -> PROVISIONING;
      case ENDING -> ENDING;
      case CLEARING -> CLEARING;
    };
  }

  TaskDescriptor<Void> descriptor() {
    return TaskDescriptor.of(task);
  }
}
