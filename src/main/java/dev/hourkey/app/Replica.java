package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This replica among others. It holds an advisory lock on a connection of its own, which PostgreSQL
 * releases when the process dies. So the tasks of a dead replica are due again at once, instead of
 * 20 to 30 s later, when db-scheduler misses its heartbeats.
 *
 * <p>Where that is wrong because only the connection broke, a task is run twice, which the fences
 * of grants, requests and notices make harmless. A replica that is frozen or busy keeps its lock
 * and its tasks.
 */
@ApplicationScoped
class Replica {
  private static final Logger LOG = Logger.getLogger(Replica.class);

  /**
   * After PostgreSQL was away every replica has lost its lock. None is taken for dead until it had
   * this long to lock again. At start nothing is waited for.
   */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** Between a task being picked and its run being known here. */
  private static final Duration BEGINNING = Duration.ofSeconds(5);

  /** Replicas of earlier versions hold no lock, and their names begin otherwise. */
  private static final String PREFIX = "hourkey/";

  private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";

  /**
   * Tasks that this replica picked and does not work on, because PostgreSQL went away before it
   * heard the end of them, and tasks of replicas whose lock is free.
   */
  private static final String RELEASE =
      """
      update %1$s as task
      set picked = false, picked_by = null, last_heartbeat = null, version = task.version + 1
      from (
        select task_name, task_instance from %1$s
        where picked and last_heartbeat is not null
          and case
            when picked_by = ?
              then last_heartbeat < ? and task_name || ' ' || task_instance <> all (?)
            else starts_with(picked_by, ?)
              and hashtextextended(picked_by, 0) not in (
                select classid::bigint << 32 | objid::bigint
                from pg_locks join pg_database on pg_database.oid = pg_locks.database
                where locktype = 'advisory' and granted and objsubid = 1
                  and datname = current_database())
            end
        for update skip locked
      ) abandoned
      where task.task_name = abandoned.task_name and task.task_instance = abandoned.task_instance
      """;

  private final String name = PREFIX + UUID.randomUUID();
  private final DataSource database;
  private final Clock clock;

  private @Nullable Connection session;
  private boolean hadLock;
  private long settledAt;

  Replica(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What db-scheduler notes as {@code picked_by}. */
  String name() {
    return name;
  }

  /**
   * Locks, if this replica has no lock, and has the tasks run again that nobody works on.
   *
   * @param atWork by table, the names and ids of tasks that this replica works on, as they were
   *     before this call
   * @return how many tasks are due again
   */
  synchronized int release(Map<String, List<String>> atWork) {
    try {
      Connection locked = session == null ? lock() : session;
      int released = 0;
      if (locked != null && System.nanoTime() - settledAt >= 0) {
        for (var table : atWork.entrySet()) {
          released += release(locked, table.getKey(), table.getValue());
        }
      }
      return released;
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("look for tasks that nobody works on", e);
    }
  }

  /** Releases the lock; whatever was cut off is taken up by another replica. */
  synchronized void close() {
    try (Connection closed = session) {
      session = null;
      if (closed != null) {
        try (var sql = closed.createStatement()) {
          sql.execute("select pg_advisory_unlock_all()");
        }
      }
    } catch (SQLException e) {
      LOG.debugf(e, "the lock went with its connection");
    }
  }

  private @Nullable Connection lock() throws SQLException {
    Connection connection = database.getConnection();
    session = connection;
    try (var sql = connection.prepareStatement(LOCK)) {
      sql.setString(1, name);
      try (var rows = sql.executeQuery()) {
        rows.next();
        if (!rows.getBoolean(1)) { // PostgreSQL has not noticed yet that the last session is over.
          close();
          return null;
        }
      }
    }
    settledAt = System.nanoTime() + (hadLock ? SETTLED.toNanos() : 0);
    hadLock = true;
    return connection;
  }

  private int release(Connection locked, String table, List<String> atWork) throws SQLException {
    try (var sql = locked.prepareStatement(RELEASE.formatted(table))) {
      sql.setString(1, name);
      sql.setObject(2, clock.instant().minus(BEGINNING).atOffset(ZoneOffset.UTC));
      sql.setArray(3, locked.createArrayOf("text", atWork.toArray()));
      sql.setString(4, PREFIX);
      int released = sql.executeUpdate();
      if (released > 0) {
        LOG.warnf("%d tasks in %s were picked and nobody works on them; run now", released, table);
      }
      return released;
    }
  }
}
