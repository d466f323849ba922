package dev.hourkey.app;

import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Grants.Due;
import dev.hourkey.grant.Stage;
import dev.hourkey.notification.Outbox;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Finds due work that does not progress and schedules it again. It reads only the rows, so losing
 * every task loses nothing. It runs on every replica, by the database's clock.
 */
@ApplicationScoped
class Sweeper {
  /** Work that has been due for this long is not merely queued. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  /** More than is ever due at once; the next sweep would find the rest. */
  private static final int MOST = 20_000;

  private final Grants grants;
  private final Requests requests;
  private final Inbox inbox;
  private final RefusalLog refusals;
  private final Outbox outbox;
  private final TaskRecovery recovery;
  private final DatabaseClock clock;
  private final DataSource database;

  private volatile Optional<Instant> finished = Optional.empty();

  Sweeper(
      Grants grants,
      Requests requests,
      Inbox inbox,
      RefusalLog refusals,
      Outbox outbox,
      TaskRecovery recovery,
      DatabaseClock clock,
      DataSource database) {
    this.grants = grants;
    this.requests = requests;
    this.inbox = inbox;
    this.refusals = refusals;
    this.outbox = outbox;
    this.recovery = recovery;
    this.clock = clock;
    this.database = database;
  }

  /** When the last sweep finished; empty before the first one. */
  Optional<Instant> finished() {
    return finished;
  }

  void sweep() {
    clock.synchronise(database);
    // At start this replica runs nothing yet, so all due work counts as stuck.
    Instant stuck = clock.instant().minus(finished.isPresent() ? STUCK : Duration.ZERO);
    List<Due> due = grants.dueBefore(stuck, MOST);
    for (Stage stage : Stage.values()) {
      recover(
          TaskQueue.of(stage), ids(due.stream().filter(one -> one.stage() == stage).map(Due::id)));
    }
    recover(TaskQueue.REQUESTS, ids(requests.dueBefore(stuck).stream()));
    recover(TaskQueue.SUBMISSIONS, ids(inbox.dueBefore(stuck).stream()));
    recover(TaskQueue.NOTIFICATIONS, outbox.dueBefore(stuck));
    for (MaintenanceJobs.Job job : MaintenanceJobs.Job.values()) {
      recovery.recover(TaskQueue.MAINTENANCE, List.of(job.task()), clock.instant(), job.pause());
    }
    inbox.forgetOldDeliveries();
    refusals.forgetOld();
    finished = Optional.of(clock.instant());
  }

  private void recover(TaskQueue queue, List<String> ids) {
    recovery.recover(queue, ids, clock.instant());
  }

  private static List<String> ids(Stream<UUID> ids) {
    return ids.map(UUID::toString).toList();
  }
}
