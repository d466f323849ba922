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
 * Finds whatever is due and not moving and has it looked at again. The rows alone are enough for
 * it, so losing every task loses nothing. It goes by the database's clock, on every replica.
 */
@ApplicationScoped
class Sweeper {
  /** What has been due for this long is not merely waiting its turn. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  /** More than can be due at once; whatever is beyond it is found the next time. */
  private static final int MOST = 20_000;

  private final Grants grants;
  private final Requests requests;
  private final Inbox inbox;
  private final RefusalLog refusals;
  private final Outbox outbox;
  private final TaskRecovery tasks;
  private final DatabaseClock clock;
  private final DataSource database;

  private volatile Optional<Instant> finished = Optional.empty();

  Sweeper(
      Grants grants,
      Requests requests,
      Inbox inbox,
      RefusalLog refusals,
      Outbox outbox,
      TaskRecovery tasks,
      DatabaseClock clock,
      DataSource database) {
    this.grants = grants;
    this.requests = requests;
    this.inbox = inbox;
    this.refusals = refusals;
    this.outbox = outbox;
    this.tasks = tasks;
    this.clock = clock;
    this.database = database;
  }

  /** When a sweep last finished, if one has since the start. */
  Optional<Instant> finished() {
    return finished;
  }

  void sweep() {
    clock.synchronise(database);
    // At start this replica has nothing under way, so everything that is due counts as stuck.
    Instant stuck = clock.instant().minus(finished.isPresent() ? STUCK : Duration.ZERO);
    List<Due> due = grants.dueBefore(stuck, MOST);
    for (Stage stage : Stage.values()) {
      find(TaskQueue.of(stage), ids(due.stream().filter(one -> one.stage() == stage).map(Due::id)));
    }
    find(TaskQueue.REQUESTS, ids(requests.dueBefore(stuck).stream()));
    find(TaskQueue.SUBMISSIONS, ids(inbox.dueBefore(stuck).stream()));
    find(TaskQueue.NOTIFICATIONS, outbox.dueBefore(stuck));
    for (MaintenanceJobs.Job job : MaintenanceJobs.Job.values()) {
      tasks.find(TaskQueue.MAINTENANCE, List.of(job.task()), clock.instant(), job.pause());
    }
    inbox.forgetOldDeliveries();
    refusals.forgetOld();
    finished = Optional.of(clock.instant());
  }

  private void find(TaskQueue queue, List<String> ids) {
    tasks.find(queue, ids, clock.instant());
  }

  private static List<String> ids(Stream<UUID> ids) {
    return ids.map(UUID::toString).toList();
  }
}
