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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What every replica does every half minute: it follows the database's clock, and tidies up. Where
 * there is a console, it also follows the audit trail, so that auditors' queries need not do it.
 */
@ApplicationScoped
class Sweeper {
  /**
   * After the clock was set back, what waits for its next attempt is due, and what is known to have
   * happened counts as having happened now. Otherwise both would lie ahead for as long as that.
   */
  private static final List<String> SET_BACK =
      List.of(
          """
          update access_grant set next_check_at = now(), write_slot = null, %s
          where id in (
            select id from access_grant
            where greatest(next_check_at, added_at, removed_at, returned_at, gone_since) > now()
              and phase in ('PROVISIONING', 'SYNCING', 'REVOKING', 'CLEARING')
            order by id for no key update)
          """
              .formatted(
                  noLaterThanNow(
                      "on_demand_due_at",
                      "added_at",
                      "removed_at",
                      "returned_at",
                      "not_found_since",
                      "gone_since",
                      "proof_from")),
          """
          update membership set %s,
            removed_at = removed_at - ahead.by, managed_since = managed_since - ahead.by
          from (select group_id, person_id,
              greatest(removed_at, managed_since, now()) - now() as by from membership) ahead
          where membership.group_id = ahead.group_id and membership.person_id = ahead.person_id
            and greatest(next_check_at, removed_at, managed_since) > now()
          """
              .formatted(noLaterThanNow("next_check_at", "add_begun_at", "directly_removed_at")),
          """
          update submission set next_try_at = now() where id in (
            select id from submission where next_try_at > now() for no key update skip locked)
          """,
          "update bulk_revocation set next_wake_at = now() where next_wake_at > now()",
          "update audit_delivery set next_try_at = now() where next_try_at > now()",
          "update scim_job set started_at = null where started_at > now()",
          "update scim_job set start_tried_at = null where start_tried_at > now()",
          "delete from provisioning_call where called_at > now()");

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
      SET_BACK.forEach(this::execute);
      dispatcher.clockWasSetBack();
      maintenance.bringForward(); // Last: until then, every replica can tell.
      clock.setBackHandled();
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

  private static String noLaterThanNow(String... columns) {
    return Stream.of(columns)
        .map("%1$s = case when %1$s > now() then now() else %1$s end"::formatted)
        .collect(Collectors.joining(", "));
  }

  private void execute(String statement) {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      int _ = sql.executeUpdate(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("mend times after the clock was set back", e);
    }
  }
}
