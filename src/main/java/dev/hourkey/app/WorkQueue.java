package dev.hourkey.app;

import dev.hourkey.grant.GrantQueue;

/**
 * The kinds of durable work, each with workers of its own, so that a slow chat or a crowd of
 * requesters never delays a removal. Each row of a table is a piece of work, and says when it is
 * due.
 */
enum WorkQueue {
  /** Has many workers, so that one transaction records the results of many removals. */
  ENDING(GrantQueue.ENDING, 96),
  CLEARING(GrantQueue.CLEARING, 8),
  PROVISIONING(GrantQueue.PROVISIONING, 16),
  SUBMISSIONS("submission", "id", "next_try_at", "true", 16),
  REQUESTS("access_request", "id", "next_wake_at", "true", 4),
  BREAK_GLASS_REVIEWS("break_glass_review", "request", "next_wake_at", "true", 1),
  ACCESS_REVIEWS("access_review", "id", "next_wake_at", "true", 1),
  BULK_REVOCATIONS("bulk_revocation", "id", "next_wake_at", "true", 2),
  NOTIFICATIONS("notification", "key", "next_try_at", "true", 16),
  MAINTENANCE("maintenance_job", "name", "next_run_at", "true", 6);

  final String table;
  final String id;

  /**
   * The column with the time at which a row is due. While the time is null or in the future, the
   * row is not due.
   */
  final String due;

  /** Selects the rows of the table that belong to the queue. */
  final String condition;

  /** How many workers run at once on a replica. */
  final int workers;

  WorkQueue(GrantQueue queue, int workers) {
    this("access_grant", "id", "next_check_at", queue.condition(), workers);
  }

  WorkQueue(String table, String id, String due, String condition, int workers) {
    this.table = table;
    this.id = id;
    this.due = due;
    this.condition = condition;
    this.workers = workers;
  }

  static WorkQueue of(GrantQueue queue) {
    return switch (queue) {
      case PROVISIONING -> PROVISIONING;
      case ENDING -> ENDING;
      case CLEARING -> CLEARING;
    };
  }
}
