package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * Writes db-scheduler's tasks, each by one statement in its caller's transaction. db-scheduler
 * itself would query, insert and, after a conflict, query again; by then PostgreSQL has aborted the
 * transaction, and with it the change that the task is about.
 */
@ApplicationScoped
class TaskTable {
  private static final String PUT =
      """
      insert into %1$s as task (task_name, task_instance, execution_time, picked, version)
      values (?, ?, ?, false, 1)
      on conflict (task_name, task_instance) do update
        set execution_time = excluded.execution_time, version = task.version + 1
        where not task.picked
      """;

  private final DataSource database;

  TaskTable(DataSource database) {
    this.database = database;
  }

  /** Schedules a task for this time; false while it runs, because it cannot be moved then. */
  boolean put(TaskQueue queue, String id, Instant when) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(PUT.formatted(queue.table))) {
      sql.setString(1, queue.task);
      sql.setString(2, id);
      sql.setObject(3, when.atOffset(ZoneOffset.UTC));
      return sql.executeUpdate() > 0;
    } catch (SQLException e) {
      throw new IllegalStateException("schedule " + queue.task + " " + id, e);
    }
  }
}
