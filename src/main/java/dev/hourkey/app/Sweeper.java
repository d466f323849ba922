package dev.hourkey.app;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.console.ConsoleSettings;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.request.Submissions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What every replica does every half minute: it follows the database's clock, and tidies up. Where
 * there is a console, it also follows the audit trail, so that auditors' queries need not do it.
 */
@ApplicationScoped
class Sweeper {
  /** What waits for its next attempt: a time that is far away if the clock was set back since. */
  private static final List<String> RETRIED =
      List.of(
          """
          update access_grant set next_check_at = now(), write_slot = null where id in (
            select id from access_grant where next_check_at > now()
              and phase in ('PROVISIONING', 'SYNCING', 'REVOKING', 'CLEARING')
            for no key update skip locked)
          """,
          """
          update submission set next_try_at = now() where id in (
            select id from submission where next_try_at > now() for no key update skip locked)
          """);

  private final MaintenanceJobs maintenance;
  private final Dispatcher dispatcher;
  private final Submissions submissions;
  private final RefusalLog refusals;
  private final AccessHistory history;
  private final ConsoleSettings console;
  private final DatabaseClock clock;
  private final DataSource database;

  private volatile Optional<Instant> finished = Optional.empty();

  Sweeper(
      MaintenanceJobs maintenance,
      Dispatcher dispatcher,
      Submissions submissions,
      RefusalLog refusals,
      AccessHistory history,
      ConsoleSettings console,
      DatabaseClock clock,
      DataSource database) {
    this.maintenance = maintenance;
    this.dispatcher = dispatcher;
    this.submissions = submissions;
    this.refusals = refusals;
    this.history = history;
    this.console = console;
    this.clock = clock;
    this.database = database;
  }

  /** When the last sweep finished; empty before the first one. */
  Optional<Instant> finished() {
    return finished;
  }

  /** Follows the database's clock at once, if this machine was suspended or its clock was set. */
  boolean followJump() {
    boolean jumped = clock.jumped();
    if (jumped) {
      clock.synchronize(database);
    }
    return jumped;
  }

  void sweep() {
    clock.synchronize(database);
    if (maintenance.clockWasSetBack()) {
      RETRIED.forEach(this::retryNow);
      dispatcher.clockWasSetBack();
      maintenance.bringForward(); // Last: until then, every replica can tell.
    }
    if (finished.isPresent()) { // Not during the start, which others wait for.
      submissions.forgetOldDeliveries();
      refusals.forgetOld();
      if (console.on()) {
        history.prepare();
      }
    }
    finished = Optional.of(clock.instant());
  }

  private void retryNow(String statement) {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      int _ = sql.executeUpdate(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("retry what waits since the clock was set back", e);
    }
  }
}
