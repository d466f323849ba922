package dev.hourkey.app;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.console.ConsoleSettings;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.request.Submissions;
import dev.hourkey.retry.ClockSkew;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Runs on every replica every half minute: it follows the database's clock, and cleans up. If there
 * is a console, it also reads ahead in the audit trail, so that auditors' queries need not do so.
 */
@ApplicationScoped
class Sweeper {
  /**
   * The latest time that can be written now. A later time was written before the clock was set
   * back.
   */
  private static final String SKEW =
      "now() + interval '%d seconds'".formatted(ClockSkew.TOLERATED.toSeconds());

  /** How many times one sweep tries rows that another transaction has locked. */
  private static final int TRIES = 3;

  /**
   * Correct times after the clock was set back. Work that waits for its next attempt becomes due,
   * and events that are recorded for the future count as having happened now. Otherwise both would
   * stay in the future for as long as the clock was set back. Every replica runs these statements,
   * because a replica that has not noticed the change keeps writing times that lie in the future.
   * The statements change only times that could not be written now, so other waits stay as they
   * are. Each statement returns how many rows remain because they are locked.
   */
  static final List<String> SET_BACK =
      List.of(
          // The longest waits: between checks, after a failure, and for removals in the queue.
          moved(
              "access_grant",
              "id",
              """
              ended_at is null and phase in ('PROVISIONING', 'SYNCING', 'REVOKING', 'CLEARING') and (
                greatest(added_at, removed_at, returned_at, overdue_alerted_at, not_found_since,
                  gone_since, case when phase in ('REVOKING', 'CLEARING') then due_at end) > %1$s
                or next_check_at > greatest(
                  %1$s + case failures when 0 then interval '1 minute' else interval '5 minutes' end,
                  (select next_slot from graph_write_limit
                    where limited_until <= %1$s + interval '150 seconds'))
                or on_demand_due_at > %1$s + interval '15 minutes')
              """
                  .formatted(SKEW),
              """
              next_check_at = now(), write_slot = null,
              due_at = case when phase in ('REVOKING', 'CLEARING') then least(due_at, now())
                else due_at end,
              overdue_alerted_at =
                overdue_alerted_at - (greatest(overdue_alerted_at, returned_at, now()) - now()), %s
              """
                  .formatted(
                      noLaterThanNow(
                          "on_demand_due_at",
                          "added_at",
                          "removed_at",
                          "returned_at",
                          "not_found_since",
                          "gone_since",
                          "proof_from"))),
          moved(
              "membership",
              "group_id, person_id",
              """
              greatest(removed_at, managed_since, add_begun_at, directly_removed_at) > %1$s
              or next_check_at > %1$s + interval '10 minutes'
              """
                  .formatted(SKEW),
              """
              removed_at = removed_at - (greatest(removed_at, managed_since, now()) - now()),
              managed_since = managed_since - (greatest(removed_at, managed_since, now()) - now()), %s
              """
                  .formatted(
                      noLaterThanNow("next_check_at", "add_begun_at", "directly_removed_at"))),
          moved(
              "submission",
              "id",
              """
              next_try_at > %s
                + case failures when 0 then interval '0' else interval '5 minutes' end
              """
                  .formatted(SKEW),
              "next_try_at = now()"),
          moved(
              "bulk_revocation",
              "id",
              "next_wake_at > %s + interval '15 seconds'".formatted(SKEW),
              "next_wake_at = now()"),
          moved(
              "audit_delivery",
              "destination",
              "next_try_at > %s + interval '15 minutes'".formatted(SKEW),
              "next_try_at = now()"),
          moved(
              "scim_job",
              "id",
              "greatest(started_at, start_tried_at) > " + SKEW,
              """
              started_at = case when started_at <= now() then started_at end,
              start_tried_at = case when start_tried_at <= now() then start_tried_at end
              """),
          "with gone as (delete from provisioning_call where called_at > %s) select 0"
              .formatted(SKEW));

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
    if (clock.wasSetBack() || maintenance.clockWasSetBack()) {
      long left = SET_BACK.stream().mapToLong(this::left).sum();
      dispatcher.clockWasSetBack();
      if (left == 0) { // Otherwise the next sweep tries again.
        maintenance.bringForward(); // Last: until then, every replica sees the set-back.
        clock.setBackHandled();
      }
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

  /** Never waits for a lock, because a frozen transaction must not stop the sweep. */
  private static String moved(String table, String key, String ahead, String changes) {
    return """
    with free as (select %2$s from %1$s where %3$s for no key update skip locked),
      moved as (update %1$s set %4$s where (%2$s) in (select %2$s from free) returning 1)
    select (select count(*) from %1$s where %3$s) - (select count(*) from moved)
    """
        .formatted(table, key, ahead, changes);
  }

  private static String noLaterThanNow(String... columns) {
    return Stream.of(columns)
        .map("%1$s = case when %1$s > now() then now() else %1$s end"::formatted)
        .collect(Collectors.joining(", "));
  }

  /** How many rows are still ahead because they are locked. */
  private long left(String setBack) {
    // The clock that all of Hourkey uses. In the sandbox, it differs from PostgreSQL's.
    String statement = setBack.replace("now()", "timestamptz '%s'".formatted(clock.instant()));
    long left = 1;
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      for (int tries = 0; tries < TRIES && left > 0; tries++) {
        try (var rows = sql.executeQuery(statement)) {
          rows.next();
          left = rows.getLong(1);
        }
      }
      return left;
    } catch (SQLException e) {
      throw new IllegalStateException("correct times after the clock was set back", e);
    }
  }
}
