package dev.hourkey.app;

import dev.hourkey.cli.CommandLineTool;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.slack.SocketMode;
import dev.hourkey.text.Counted;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other replicas that this one is alive, and releases what dead ones were working on. It
 * holds an advisory lock on a connection of its own, which PostgreSQL releases when the process
 * dies, so that its work continues elsewhere at once. A replica that hangs keeps its lock, but no
 * longer says that it is alive.
 *
 * <p>If only the connection breaks and the replica lives, some work is done twice. The fences of
 * grants, requests and notifications make that harmless.
 */
@ApplicationScoped
class Replica {
  private static final Logger LOG = Logger.getLogger(Replica.class);

  /**
   * After an outage of PostgreSQL, every replica has lost its lock. Each replica has this long to
   * take the lock again before others treat it as dead. A starting replica does not wait.
   */
  static final Duration RELOCK_TIME = Duration.ofSeconds(2);

  private static final String VERSION = CommandLineTool.version();

  /**
   * The SQLSTATEs of a query that another transaction blocked. The connection still has the lock.
   */
  private static final Set<String> ONLY_BLOCKED = Set.of("55P03", "57014");

  private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";

  /** Uses only the database's clock. */
  private static final String ALIVE =
      """
      insert into replica (name, seen_at, certificate_expires, version, settings, chat_connections_of_strangers)
      values (?, now(), ?::timestamptz, ?, ?::jsonb, ?::int)
      on conflict (name) do update set seen_at = now(),
        chat_connections_of_strangers = excluded.chat_connections_of_strangers
      """;

  /**
   * Releases what other replicas were working on if they are dead, or silent for so long that they
   * may hang. One statement, because it runs every second.
   */
  private static final String ALIVE_AND_RELEASE =
      """
      with alive as (%s)
      delete from work_claim where ctid in (
        select claim.ctid from work_claim claim
        where claim.replica <> ? and not exists (
          select from replica where name = claim.replica
            and seen_at > now() - interval '20 seconds'
            and hashtextextended(name, 0) in (
              select classid::bigint << 32 | objid::bigint
              from pg_locks join pg_database on pg_database.oid = pg_locks.database
              where locktype = 'advisory' and granted and objsubid = 1
                and datname = current_database()))
        for update skip locked)
      """
          .formatted(ALIVE);

  private static final String FIRST_CERTIFICATE =
      """
      select min(certificate_expires) from replica where seen_at > now() - interval '20 seconds'
      """;

  /** Slack may still count the connection of a replica that has just stopped. */
  private static final String OTHERS =
      "select count(*) from replica where name <> ? and seen_at > now() - interval '2 minutes'";

  private static final String FORGET =
      "delete from replica where seen_at < now() - interval '1 hour'";

  private final String name = "hourkey/" + UUID.randomUUID();
  private final DataSource database;
  private final Optional<Instant> certificateExpires;
  private final String settings;

  private @Nullable Connection session;
  private boolean hadLock;
  private SocketMode.@Nullable Hello greeting;
  private boolean compared;
  private int ofStrangers;
  private long relockedAt;

  Replica(DataSource database, EntraConfig entra, Config config) {
    this.database = database;
    this.settings = SettingsDigests.json(Settings.of(config));
    this.certificateExpires = entra.certificatePath().flatMap(CredentialFiles::certificateExpires);
  }

  /** The name under which this replica claims work. */
  String name() {
    return name;
  }

  /** When the Entra certificate that this replica loaded at its start, and still uses, expires. */
  Optional<Instant> certificateExpires() {
    return certificateExpires;
  }

  /** When the first of the certificates that live replicas have loaded expires. */
  Optional<Instant> firstCertificateExpires() {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(FIRST_CERTIFICATE)) {
      rows.next();
      return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    } catch (SQLException e) {
      throw new IllegalStateException("look for the certificates of all replicas", e);
    }
  }

  /**
   * Notes how many connections Slack counted when it greeted this replica. Only the next heartbeat
   * compares the number with the replicas: Slack does not count again until the next greeting, and
   * by then other replicas may be running.
   */
  synchronized void recordGreeting(SocketMode.Hello hello) {
    compared &= hello.equals(greeting);
    greeting = hello;
  }

  /**
   * Says that this replica is alive, and releases the claims of dead ones.
   *
   * @return how many claims were released
   */
  synchronized int heartbeat() {
    try {
      Connection locked = session == null ? lock() : session;
      if (locked == null) {
        return 0;
      }
      String expires = certificateExpires.map(Instant::toString).orElse(null);
      compare(locked);
      String strangers = String.valueOf(ofStrangers);
      if (System.nanoTime() - relockedAt < 0) {
        int _ = update(locked, ALIVE, name, expires, VERSION, settings, strangers);
        return 0;
      }
      int released =
          update(locked, ALIVE_AND_RELEASE, name, expires, VERSION, settings, strangers, name);
      if (released > 0) {
        LOG.warnf(
            "%s abandoned by a dead replica and will be resumed",
            Counted.of(released, "piece of work was", "pieces of work were"));
        int _ = update(locked, FORGET);
      }
      return released;
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("look for abandoned work", e);
    }
  }

  private void compare(Connection locked) throws SQLException {
    SocketMode.Hello hello = greeting;
    if (hello != null && !compared) {
      try (var sql = locked.prepareStatement(OTHERS)) {
        sql.setString(1, name);
        try (var rows = sql.executeQuery()) {
          rows.next();
          ofStrangers = Math.max(0, hello.ofOthers() - rows.getInt(1));
          compared = true;
        }
      }
    }
  }

  /** The queues with due work, read on the connection with the lock; empty if the lock is lost. */
  synchronized Optional<Set<WorkQueue>> dueWork(WorkClaims claims, Instant now) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(claims.due(session, now));
    } catch (SQLException e) {
      if (!ONLY_BLOCKED.contains(e.getSQLState())) {
        close();
      }
      throw new IllegalStateException("look for due work", e);
    }
  }

  private static int update(Connection connection, String statement, @Nullable String... parameters)
      throws SQLException {
    try (var sql = connection.prepareStatement(statement)) {
      for (int i = 0; i < parameters.length; i++) {
        sql.setString(i + 1, parameters[i]);
      }
      return sql.executeUpdate();
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
}
