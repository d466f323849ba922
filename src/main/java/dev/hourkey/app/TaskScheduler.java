package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
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
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Wakes whoever has work to do, at least once, on some replica. A task is an id and a time and
 * carries nothing else: the rows say what is to be done, so losing or doubling a task does no harm.
 */
@ApplicationScoped
class TaskScheduler implements GrantScheduler, NotificationScheduler, RequestScheduler {
  /** Never renamed: db-scheduler drops tasks whose name nobody registers. */
  private static final TaskDescriptor<Void> END = TaskDescriptor.of("grant-reconcile");

  private static final TaskDescriptor<Void> BEGIN = TaskDescriptor.of("grant-begin");
  private static final TaskDescriptor<Void> CLEAR = TaskDescriptor.of("grant-clear");
  private static final TaskDescriptor<Void> MAINTENANCE = TaskDescriptor.of("upkeep");

  private static final TaskDescriptor<Void> JUDGE = TaskDescriptor.of("submission-judge");
  private static final TaskDescriptor<Void> WAKE = TaskDescriptor.of("request-wake");
  private static final TaskDescriptor<Void> SEND = TaskDescriptor.of("notification-send");

  /** So many that their changes are written in few transactions. */
  private static final int ENDS_AT_ONCE = 96;

  /** Limits the walk through a chain of causes, which may be circular. */
  private static final int DEEPEST = 20;

  private static final int TRIES = 50;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** Short, because a retry costs little and may succeed on the next connection. */
  private static final Duration LONGEST_PAUSE_FOR_DATABASE = Duration.ofSeconds(4);

  private final TaskTable tasks;
  private final Replica replica;
  private final Clock clock;
  private final TransactionSynchronizationRegistry transactions;
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
      SubmissionProcessor process,
      RequestService requestService,
      Dispatcher dispatcher,
      MaintenanceJobs maintenance) {
    this.tasks = tasks;
    this.replica = replica;
    this.clock = clock;
    this.transactions = transactions;
    RemovalPriority removalPriority = new RemovalPriority(System::nanoTime);
    this.ending =
        scheduler(
            database,
            Queue.ENDING,
            ENDS_AT_ONCE,
            task(Queue.ENDING, removalPriority.of(id -> reconcile(reconciler, id, Stage.ENDING))));
    this.clearing =
        scheduler(
            database,
            Queue.CLEARING,
            8,
            task(
                Queue.CLEARING,
                removalPriority.before(id -> reconcile(reconciler, id, Stage.CLEARING))));
    this.provisioning =
        scheduler(
            database,
            Queue.PROVISIONING,
            16,
            task(Queue.PROVISIONING, id -> reconcile(reconciler, id, Stage.PROVISIONING)));
    this.requests =
        scheduler(
            database,
            Queue.REQUESTS,
            16,
            task(Queue.SUBMISSIONS, id -> process.process(UUID.fromString(id))),
            task(Queue.REQUESTS, id -> requestService.wake(UUID.fromString(id))));
    this.notifications =
        scheduler(
            database,
            Queue.NOTIFICATIONS,
            16,
            task(Queue.NOTIFICATIONS, removalPriority.before(dispatcher::dispatch)));
    this.maintenance =
        scheduler(database, Queue.MAINTENANCE, 4, task(Queue.MAINTENANCE, maintenance::run));
  }

  /** What has a table and workers of its own. */
  enum Queue {
    ENDING("scheduled_endings", END),
    CLEARING("scheduled_clearing", CLEAR),
    PROVISIONING("scheduled_provisioning", BEGIN),
    SUBMISSIONS("scheduled_requests", JUDGE),
    REQUESTS("scheduled_requests", WAKE),
    NOTIFICATIONS("scheduled_notifications", SEND),
    MAINTENANCE("scheduled_maintenance", TaskScheduler.MAINTENANCE);

    final String table;
    final String task;
    private final TaskDescriptor<Void> descriptor;

    Queue(String table, TaskDescriptor<Void> descriptor) {
      this.table = table;
      this.task = descriptor.getTaskName();
      this.descriptor = descriptor;
    }

    static Queue of(Stage stage) {
      return switch (stage) {
        case PROVISIONING -> PROVISIONING;
        case ENDING -> ENDING;
        case CLEARING -> CLEARING;
      };
    }
  }

  void start() {
    all().forEach(Scheduler::start);
  }

  /**
   * Has everybody look for due work now. By themselves db-scheduler's pollers do not after the
   * clock went back: they wait until it is where it was.
   */
  void wake() {
    all().forEach(Scheduler::triggerCheckForDueExecutions);
  }

  /** By table, the names and ids of the tasks that this replica works on. */
  Map<String, List<String>> atWork() {
    Map<String, List<String>> atWork = new HashMap<>();
    for (Queue queue : Queue.values()) {
      atWork.put(
          queue.table,
          of(queue).getCurrentlyExecuting().stream()
              .map(CurrentlyExecuting::getExecution)
              .map(task -> task.getTaskName() + " " + task.getId())
              .toList());
    }
    return atWork;
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
    schedule(Queue.of(stage), grant.toString(), when);
  }

  /** Takes a grant one step further; whoever works on its next stage goes on with it. */
  private Optional<Instant> reconcile(Reconciler reconciler, String id, Stage stage) {
    Optional<Next> next = reconciler.reconcile(UUID.fromString(id), stage);
    Optional<Next> forOthers = next.filter(one -> one.stage() != stage);
    forOthers.ifPresent(one -> schedule(Queue.of(one.stage()), id, one.at()));
    return forOthers.isPresent() ? Optional.empty() : next.map(Next::at);
  }

  @Override
  public void schedule(String key, Instant when) {
    schedule(Queue.NOTIFICATIONS, key, when);
  }

  @Override
  public void process(UUID submission, Instant when) {
    schedule(Queue.SUBMISSIONS, submission.toString(), when);
  }

  @Override
  public void wake(UUID request, Instant when) {
    schedule(Queue.REQUESTS, request.toString(), when);
  }

  private void schedule(Queue queue, String id, Instant when) {
    if (tasks.put(queue, id, when)) {
      afterCommit(of(queue)::triggerCheckForDueExecutions);
    } else {
      afterCommit(() -> scheduleWhenFree(queue, id, when));
    }
  }

  /** The run under way may have read the rows before our commit, so it is not left to that run. */
  private void scheduleWhenFree(Queue queue, String id, Instant when) {
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
            Thread.currentThread().interrupt(); // The sweep rings again.
          }
        });
  }

  private void afterCommit(Runnable work) {
    if (transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
      transactions.registerInterposedSynchronization(new OnCommit(work));
    } else {
      work.run();
    }
  }

  private Stream<Scheduler> all() {
    return Stream.of(ending, clearing, provisioning, requests, notifications, maintenance);
  }

  private Scheduler scheduler(DataSource database, Queue queue, int threads, Task<?>... work) {
    return Scheduler.create(database, work)
        .tableName(queue.table)
        .schedulerName(new SchedulerName.Fixed(replica.name()))
        .clock(clock::instant)
        .threads(threads)
        .executorService(Executors.newVirtualThreadPerTaskExecutor())
        .pollingInterval(Duration.ofSeconds(1))
        .pollUsingLockAndFetch(0.5, 1.0)
        .heartbeatInterval(
            Duration.ofSeconds(5)) // For dead replicas whose lock is not free; see Replica.
        .missedHeartbeatsLimit(4)
        .deleteUnresolvedAfter(Duration.ofDays(3650))
        .serializer(new NoData())
        .shutdownMaxWait(Duration.ofSeconds(15))
        .build();
  }

  private Task<Void> task(Queue queue, Function<String, Optional<Instant>> work) {
    return Tasks.custom(queue.descriptor)
        .onDeadExecutionRevive()
        .onFailure(this::tryAgain)
        .execute(
            (task, _) -> {
              Optional<Instant> next = work.apply(task.getId());
              return (done, operations) ->
                  next.ifPresentOrElse(
                      at -> moveTo(queue, at, done, operations), operations::remove);
            });
  }

  private void moveTo(
      Queue queue, Instant at, ExecutionComplete done, ExecutionOperations<Void> operations) {
    operations.reschedule(done, at);
    if (!at.isAfter(clock.instant())) {
      of(queue).triggerCheckForDueExecutions();
    }
  }

  /** Pauses double from a second to a minute and never end. */
  private void tryAgain(ExecutionComplete done, ExecutionOperations<Void> operations) {
    int failures = done.getExecution().consecutiveFailures;
    Duration longest =
        done.getCause().filter(TaskScheduler::isOfTheDatabase).isPresent()
            ? LONGEST_PAUSE_FOR_DATABASE
            : LONGEST_PAUSE;
    Duration pause = Duration.ofSeconds(Math.min(longest.toSeconds(), 1L << Math.min(failures, 6)));
    operations.reschedule(done, clock.instant().plus(pause));
  }

  private static boolean isOfTheDatabase(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST)
        .anyMatch(SQLException.class::isInstance);
  }

  private Scheduler of(Queue queue) {
    return switch (queue) {
      case ENDING -> ending;
      case CLEARING -> clearing;
      case PROVISIONING -> provisioning;
      case SUBMISSIONS, REQUESTS -> requests;
      case NOTIFICATIONS -> notifications;
      case MAINTENANCE -> maintenance;
    };
  }

  /** Before the commit there is nothing to find, so the scheduler is woken after it. */
  private record OnCommit(Runnable work) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        work.run();
      }
    }
  }

  /** Tasks carry no data; whoever plants some in the table has it ignored. */
  private static final class NoData implements Serializer {
    @Override
    @SuppressWarnings("NullAway") // db-scheduler writes null for a task without data
    public byte[] serialize(Object data) {
      if (data != null) {
        throw new IllegalArgumentException("tasks carry no data");
      }
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public <T> T deserialize(Class<T> type, byte[] bytes) {
      return null;
    }
  }
}
