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
 * Tells the other replicas that this one is alive: it holds an advisory lock on a connection of its
 * own, which PostgreSQL releases when the process dies. The tasks of a dead replica are then due
 * again at once. By missing heartbeats alone, db-scheduler would detect it after 20 to 30 s.
 *
 * <p>If only the connection broke and the replica lives, a task is run twice, which the fences of
 * grants, requests and notifications make harmless. A replica that is frozen or busy keeps its lock
 * and its tasks.
 */
@ApplicationScoped
class Replica {
  private static final Logger LOG = Logger.getLogger(Replica.class);

  /**
   * After an outage of PostgreSQL every replica has lost its lock. Each has this long to take it
   * again before others treat it as dead. There is no such wait at start.
   */
  private static final Duration RELOCK_TIME = Duration.ofSeconds(2);

  /** How long it may take from picking a task until it is listed as running. */
  private static final Duration PICK_TIME = Duration.ofSeconds(5);

  /** Marks the names of replicas that hold a lock. */
  private static final String PREFIX = "hourkey/";

  private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";

  /**
   * Releases two kinds of tasks: those of replicas whose lock is free, and those that this replica
   * picked and does not run, because PostgreSQL failed before the end of the task was recorded.
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
  private long relockedAt;

  Replica(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The name that db-scheduler writes into {@code picked_by}. */
  String name() {
    return name;
  }

  /**
   * Takes the lock if this replica does not hold it, and makes abandoned tasks due again.
   *
   * @param running by table, the names and ids of the tasks that ran on this replica before this
   *     call
   * @return how many tasks were made due again
   */
  synchronized int release(Map<String, List<String>> running) {
    try {
      Connection locked = session == null ? lock() : session;
      int released = 0;
      if (locked != null && System.nanoTime() - relockedAt >= 0) {
        for (var table : running.entrySet()) {
          released += release(locked, table.getKey(), table.getValue());
        }
      }
      return released;
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("look for abandoned tasks", e);
    }
  }

  /** Releases the lock, so that another replica continues the interrupted work. */
  synchronized void close() {
    try (Connection closed = session) {
      session = null;
      if (closed != null) {
        try (var sql = closed.createStatement()) {
          sql.execute("select pg_advisory_unlock_all()");
        }
      }
    } catch (SQLException e) {
      LOG.debugf(e, "the lock was released with its connection");
    }
  }

  private @Nullable Connection lock() throws SQLException {
    Connection connection = database.getConnection();
    session = connection;
    try (var sql = connection.prepareStatement(LOCK)) {
      sql.setString(1, name);
      try (var rows = sql.executeQuery()) {
        rows.next();
        if (!rows.getBoolean(
            1)) { // PostgreSQL has not noticed yet that the previous session is over.
          close();
          return null;
        }
      }
    }
    relockedAt = System.nanoTime() + (hadLock ? RELOCK_TIME.toNanos() : 0);
    hadLock = true;
    return connection;
  }

  private int release(Connection locked, String table, List<String> running) throws SQLException {
    try (var sql = locked.prepareStatement(RELEASE.formatted(table))) {
      sql.setString(1, name);
      sql.setObject(2, clock.instant().minus(PICK_TIME).atOffset(ZoneOffset.UTC));
      sql.setArray(3, locked.createArrayOf("text", running.toArray()));
      sql.setString(4, PREFIX);
      int released = sql.executeUpdate();
      if (released > 0) {
        LOG.warnf("%d tasks in %s were abandoned; running them now", released, table);
      }
      return released;
    }
  }
}
