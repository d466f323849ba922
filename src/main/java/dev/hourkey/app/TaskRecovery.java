package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Puts tasks back into db-scheduler's tables that are missing there or due too late. */
@ApplicationScoped
class TaskRecovery {
  private static final Logger LOG = Logger.getLogger(TaskRecovery.class);

  /** Tasks that run or are already due are left as they are, and not even locked. */
  private static final String RECOVER =
      """
      insert into %1$s as task (task_name, task_instance, execution_time, picked, version)
      select ?, id, ?, false, 1 from unnest(?) id
      where not exists (select 1 from %1$s known
        where known.task_name = ? and known.task_instance = id
          and (known.picked or known.execution_time <= ?))
      on conflict (task_name, task_instance) do update
        set execution_time = excluded.execution_time, version = task.version + 1
        where not task.picked
      """;

  private static final String OLDEST =
      "select min(execution_time) from %1$s where task_name = ? and not picked";

  private final DataSource database;

  TaskRecovery(DataSource database) {
    this.database = database;
  }

  /** Makes these due now, unless they already are. */
  void recover(TaskQueue queue, List<String> ids, Instant now) {
    recover(queue, ids, now, Duration.ZERO);
  }

  /** Makes these due now, unless they are due within this time. */
  void recover(TaskQueue queue, List<String> ids, Instant now, Duration within) {
    if (ids.isEmpty()) {
      return;
    }
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(RECOVER.formatted(queue.table))) {
      sql.setString(1, queue.task);
      sql.setObject(2, now.atOffset(ZoneOffset.UTC));
      sql.setArray(3, connection.createArrayOf("text", ids.toArray()));
      sql.setString(4, queue.task);
      sql.setObject(5, now.plus(within).atOffset(ZoneOffset.UTC));
      int recovered = sql.executeUpdate();
      if (recovered > 0 && queue != TaskQueue.MAINTENANCE) {
        LOG.warnf("%d tasks of %s were lost or late; running them now", recovered, queue.task);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("recover tasks of " + queue.task, e);
    }
  }

  /** How long the oldest due task has waited for a worker. */
  Duration oldest(TaskQueue queue, Instant now) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(OLDEST.formatted(queue.table))) {
      sql.setString(1, queue.task);
      try (var rows = sql.executeQuery()) {
        rows.next();
        return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class))
            .map(due -> Duration.between(due.toInstant(), now))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("look for the oldest task of " + queue.task, e);
    }
  }
}
