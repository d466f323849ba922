package dev.hourkey.app;

import dev.hourkey.retry.ClockSkew;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * PostgreSQL's time, which all replicas share, so that a replica whose clock is wrong ends no grant
 * early or late. Between comparisons with the database, this machine counts the time.
 */
public class DatabaseClock extends Clock {
  private static final Logger LOG = Logger.getLogger(DatabaseClock.class);

  /** Smaller differences are ignored, because the query itself takes time. */
  private static final Duration NOTICEABLE = Duration.ofMillis(100);

  private static final Duration ALARMING = Duration.ofSeconds(5);

  /** Far more than a time service adjusts a machine's clock between two checks. */
  private static final Duration JUMP = Duration.ofSeconds(2);

  private final Clock local;
  private final Supplier<Instant> machine;
  private final Supplier<Instant> wall;

  private volatile Duration ahead = Duration.ZERO;
  private volatile Duration wallAhead = Duration.ZERO;
  private volatile boolean compared;
  private volatile boolean setBack;

  /**
   * A clock for a sandbox, whose time can be moved.
   *
   * @param local the machine's clock, with an offset
   */
  DatabaseClock(Clock local) {
    this(local, Instant::now, Instant::now);
  }

  /**
   * @param machine counts the time between comparisons; it may stop while the machine is suspended
   * @param wall shows that it stopped
   */
  DatabaseClock(Clock local, Supplier<Instant> machine, Supplier<Instant> wall) {
    this.local = local;
    this.machine = machine;
    this.wall = wall;
  }

  /** A clock that ignores changes of the machine's clock: it counts the time that has passed. */
  static DatabaseClock steady() {
    Instant begun = Instant.now();
    long since = System.nanoTime();
    Supplier<Instant> counted = () -> begun.plusNanos(System.nanoTime() - since);
    return new DatabaseClock(
        ((InstantSource) counted::get).withZone(ZoneOffset.UTC), counted, Instant::now);
  }

  /**
   * Whether the machine's clock has jumped since the last check or comparison: the machine was
   * suspended, or somebody has set its clock. This clock does not follow the jump, because only the
   * database knows the time. The answer stays true until the next comparison.
   */
  boolean jumped() {
    Duration now = Duration.between(machine.get(), wall.get());
    boolean jumped = now.minus(wallAhead).abs().compareTo(JUMP) > 0;
    if (!jumped) {
      wallAhead = now;
    }
    return jumped;
  }

  /** Compares with the database. If that fails, the last comparison stays in use. */
  public void synchronize(DataSource database) {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      Instant before = machine.get();
      try (var rows = sql.executeQuery("select clock_timestamp()")) {
        rows.next();
        Instant databaseTime = rows.getObject(1, OffsetDateTime.class).toInstant();
        Duration took = Duration.between(before, machine.get());
        wallAhead = Duration.between(machine.get(), wall.get());
        follow(Duration.between(before.plus(took.dividedBy(2)), databaseTime), took);
        compared = true;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("ask the database for the time", e);
    }
  }

  /** How far the database's clock is ahead of this machine's; negative when it is behind. */
  Duration ahead() {
    return ahead;
  }

  /** Whether the database's clock was ever read; until then {@link #ahead} is a guess. */
  boolean isCompared() {
    return compared;
  }

  /** Whether the database's clock was set back, and nothing has handled that yet. */
  boolean wasSetBack() {
    return setBack;
  }

  void setBackHandled() {
    setBack = false;
  }

  private void follow(Duration measured, Duration took) {
    if (measured.minus(ahead).abs().compareTo(NOTICEABLE.plus(took)) > 0) {
      if (compared && ahead.minus(measured).compareTo(ClockSkew.TOLERATED) > 0) {
        setBack = true;
      }
      ahead = measured;
      if (measured.abs().compareTo(ALARMING) > 0) {
        LOG.errorf("this machine's clock is wrong by %s; using the database's clock", measured);
      }
    }
  }

  @Override
  public Instant instant() {
    return local.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return local.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException(
        "times are converted to a time zone only where people read them");
  }
}
