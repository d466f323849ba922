package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.hourkey.grant.GrantScheduler;
import dev.hourkey.grant.GrantService.Next;
import dev.hourkey.grant.Reconciler;
import dev.hourkey.grant.Stage;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.notification.NotificationScheduler;
import dev.hourkey.request.RequestScheduler;
import dev.hourkey.request.RequestService;
import dev.hourkey.request.SubmissionProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Runs durable work at its time, at least once, on one of the replicas. A task is an id and a time
 * and nothing else: the rows say what is to be done, so a lost or doubled task does no harm.
 */
@ApplicationScoped
class TaskScheduler implements GrantScheduler, NotificationScheduler, RequestScheduler {
  /** Many, so that one transaction records the results of many removals. */
  private static final int ENDINGS_AT_ONCE = 96;

  private static final int TRIES = 50;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final TaskTable tasks;
  private final Clock clock;
  private final AfterCommit afterCommit;
  private final Scheduler ending;
  private final Scheduler clearing;
  private final Scheduler provisioning;
  private final Scheduler requests;
  private final Scheduler notifications;
  private final Scheduler maintenance;

  TaskScheduler(
      DataSource database,
      TaskTable tasks,
      Replica replica,
      Clock clock,
      TransactionSynchronizationRegistry transactions,
      Reconciler reconciler,
      SubmissionProcessor submissions,
      RequestService requestService,
      Dispatcher dispatcher,
      MaintenanceJobs maintenance) {
    this.tasks = tasks;
    this.clock = clock;
    this.afterCommit = new AfterCommit(transactions);
    SchedulerFactory schedulers = new SchedulerFactory(database, replica, clock);
    RemovalPriority removalPriority = new RemovalPriority(System::nanoTime);
    this.ending =
        schedulers.create(
            TaskQueue.ENDING,
            ENDINGS_AT_ONCE,
            task(
                TaskQueue.ENDING,
                removalPriority.removal(id -> reconcile(reconciler, id, Stage.ENDING))));
    this.clearing =
        schedulers.create(
            TaskQueue.CLEARING,
            8,
            task(
                TaskQueue.CLEARING,
                removalPriority.yielding(id -> reconcile(reconciler, id, Stage.CLEARING))));
    this.provisioning =
        schedulers.create(
            TaskQueue.PROVISIONING,
            16,
            task(TaskQueue.PROVISIONING, id -> reconcile(reconciler, id, Stage.PROVISIONING)));
    this.requests =
        schedulers.create(
            TaskQueue.REQUESTS,
            16,
            task(TaskQueue.SUBMISSIONS, id -> submissions.process(UUID.fromString(id))),
            task(TaskQueue.REQUESTS, id -> requestService.wake(UUID.fromString(id))));
    this.notifications =
        schedulers.create(
            TaskQueue.NOTIFICATIONS,
            16,
            task(TaskQueue.NOTIFICATIONS, removalPriority.yielding(dispatcher::dispatch)));
    this.maintenance =
        schedulers.create(TaskQueue.MAINTENANCE, 4, task(TaskQueue.MAINTENANCE, maintenance::run));
  }

  void start() {
    all().forEach(Scheduler::start);
  }

  /**
   * Has all workers look for due work now. By themselves db-scheduler's pollers do not after the
   * clock was set back: they wait until it has caught up.
   */
  void wake() {
    all().forEach(Scheduler::triggerCheckForDueExecutions);
  }

  /** By table, the names and ids of the tasks that run on this replica. */
  Map<String, List<String>> running() {
    Map<String, List<String>> running = new HashMap<>();
    for (TaskQueue queue : TaskQueue.values()) {
      running.put(
          queue.table,
          of(queue).getCurrentlyExecuting().stream()
              .map(CurrentlyExecuting::getExecution)
              .map(task -> task.getTaskName() + " " + task.getId())
              .toList());
    }
    return running;
  }

  /** Takes no new work and waits up to 15 s for what is under way. */
  void stop() {
    List<Thread> stopping =
        all().map(scheduler -> Thread.startVirtualThread(scheduler::stop)).toList();
    for (Thread one : stopping) {
      try {
        one.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void schedule(UUID grant, Stage stage, Instant when) {
    schedule(TaskQueue.of(stage), grant.toString(), when);
  }

  /** Takes a grant one step further; the workers of its next stage continue with it. */
  private Optional<Instant> reconcile(Reconciler reconciler, String id, Stage stage) {
    Optional<Next> next = reconciler.reconcile(UUID.fromString(id), stage);
    Optional<Next> otherStage = next.filter(one -> one.stage() != stage);
    otherStage.ifPresent(one -> schedule(TaskQueue.of(one.stage()), id, one.at()));
    return otherStage.isPresent() ? Optional.empty() : next.map(Next::at);
  }

  @Override
  public void schedule(String key, Instant when) {
    schedule(TaskQueue.NOTIFICATIONS, key, when);
  }

  @Override
  public void process(UUID submission, Instant when) {
    schedule(TaskQueue.SUBMISSIONS, submission.toString(), when);
  }

  @Override
  public void wake(UUID request, Instant when) {
    schedule(TaskQueue.REQUESTS, request.toString(), when);
  }

  private void schedule(TaskQueue queue, String id, Instant when) {
    if (tasks.put(queue, id, when)) {
      afterCommit.run(of(queue)::triggerCheckForDueExecutions);
    } else {
      afterCommit.run(() -> scheduleWhenFree(queue, id, when));
    }
  }

  /** The task is running and may have read the rows before this commit, so it runs once more. */
  private void scheduleWhenFree(TaskQueue queue, String id, Instant when) {
    Thread.startVirtualThread(
        () -> {
          try {
            for (int i = 0; i < TRIES; i++) {
              Thread.sleep(BETWEEN_TRIES);
              if (tasks.put(queue, id, when)) {
                of(queue).triggerCheckForDueExecutions();
                return;
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The sweep finds it.
          }
        });
  }

  private Stream<Scheduler> all() {
    return Stream.of(ending, clearing, provisioning, requests, notifications, maintenance);
  }

  private Task<Void> task(TaskQueue queue, Function<String, Optional<Instant>> work) {
    return Tasks.custom(queue.descriptor())
        .onDeadExecutionRevive()
        .onFailure(new TaskRetry(clock)::retry)
        .execute(
            (task, _) -> {
              Optional<Instant> next = work.apply(task.getId());
              return (done, operations) ->
                  next.ifPresentOrElse(
                      at -> moveTo(queue, at, done, operations), operations::remove);
            });
  }

  private void moveTo(
      TaskQueue queue, Instant at, ExecutionComplete done, ExecutionOperations<Void> operations) {
    operations.reschedule(done, at);
    if (!at.isAfter(clock.instant())) {
      of(queue).triggerCheckForDueExecutions();
    }
  }

  private Scheduler of(TaskQueue queue) {
    return switch (queue) {
      case ENDING -> ending;
      case CLEARING -> clearing;
      case PROVISIONING -> provisioning;
      case SUBMISSIONS, REQUESTS -> requests;
      case NOTIFICATIONS -> notifications;
      case MAINTENANCE -> maintenance;
    };
  }
}
