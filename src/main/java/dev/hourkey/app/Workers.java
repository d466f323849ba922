package dev.hourkey.app;

import static java.util.Objects.requireNonNull;

import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.grant.GrantQueue;
import dev.hourkey.grant.GrantWorkers;
import dev.hourkey.grant.Reconciler;
import dev.hourkey.grant.Reconciler.Next;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.notification.NotificationWorkers;
import dev.hourkey.request.BreakGlassReviewProcessor;
import dev.hourkey.request.BulkRevocationProcessor;
import dev.hourkey.request.PendingRequestCheck;
import dev.hourkey.request.PendingRequestLifecycle;
import dev.hourkey.request.RequestWorkers;
import dev.hourkey.request.SubmissionProcessor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Does durable work when it is due, at least once, on one of the replicas. Only the rows say what
 * is due and when, so no work can be lost.
 */
@ApplicationScoped
class Workers implements GrantWorkers, NotificationWorkers, RequestWorkers {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final Map<WorkQueue, Worker> workers = new EnumMap<>(WorkQueue.class);
  private final WorkClaims claims;
  private final Replica replica;
  private final Clock clock;
  private final TransactionSynchronizationRegistry transactions;

  Workers(
      WorkClaims claims,
      Replica replica,
      Clock clock,
      TransactionSynchronizationRegistry transactions,
      Reconciler reconciler,
      SubmissionProcessor submissions,
      PendingRequestCheck pending,
      PendingRequestLifecycle requests,
      BreakGlassReviewProcessor reviews,
      AccessReviews accessReviews,
      BulkRevocationProcessor bulkRevocations,
      Dispatcher dispatcher,
      MaintenanceJobs maintenance,
      MeterRegistry registry) {
    this.claims = claims;
    this.replica = replica;
    this.clock = clock;
    this.transactions = transactions;
    RemovalPriority priority = new RemovalPriority(System::nanoTime);
    for (WorkQueue queue : WorkQueue.values()) {
      Consumer<String> work =
          switch (queue) {
            case ENDING ->
                id -> {
                  if (reconcile(reconciler, id, GrantQueue.ENDING)) {
                    priority.removed();
                  }
                };
            case CLEARING -> id -> reconcile(reconciler, id, GrantQueue.CLEARING);
            case PROVISIONING -> id -> reconcile(reconciler, id, GrantQueue.PROVISIONING);
            case SUBMISSIONS -> id -> submissions.process(UUID.fromString(id));
            case REQUESTS ->
                id -> {
                  pending.evaluate(UUID.fromString(id));
                  requests.wake(UUID.fromString(id));
                };
            case BREAK_GLASS_REVIEWS -> id -> reviews.wake(UUID.fromString(id));
            case ACCESS_REVIEWS -> id -> accessReviews.wake(UUID.fromString(id));
            case BULK_REVOCATIONS -> id -> bulkRevocations.wake(UUID.fromString(id));
            case NOTIFICATIONS -> dispatcher::dispatch;
            case MAINTENANCE -> maintenance::run;
          };
      Counter failed =
          Counter.builder("hourkey.work.failures")
              .description("Pieces of work that failed unexpectedly and are repeated")
              .tag("queue", queue.name().toLowerCase(Locale.ROOT))
              .register(registry);
      workers.put(queue, new Worker(queue, claims, replica, priority, clock, failed, work));
    }
  }

  /** Takes a grant one step further; returns whether it has left the queue. */
  private boolean reconcile(Reconciler reconciler, String id, GrantQueue queue) {
    Optional<Next> next = reconciler.reconcile(UUID.fromString(id), queue);
    next.map(Next::queue).filter(other -> other != queue).ifPresent(this::wake);
    return next.filter(one -> one.queue() == queue).isEmpty();
  }

  void start() {
    workers.values().forEach(Worker::start);
  }

  /** Makes all workers look for due work now. */
  void wake() {
    workers.values().forEach(Worker::wake);
  }

  /**
   * Wakes the workers of the queues that have due work. One query covers all queues, because one
   * query per worker would be most of the work of an idle replica.
   *
   * @return false if it could not find out; then every worker has to check
   */
  boolean wakeWhereDue() {
    Optional<Set<WorkQueue>> due = replica.dueWork(claims, clock.instant());
    due.ifPresent(
        queues -> workers.forEach((queue, worker) -> worker.notifyDue(queues.contains(queue))));
    return due.isPresent();
  }

  /** Stops taking new work, and waits up to 15 s for work that is under way. */
  void stop() {
    List<Thread> stopping =
        workers.values().stream()
            .map(worker -> Thread.startVirtualThread(() -> stop(worker)))
            .toList();
    for (Thread one : stopping) {
      try {
        one.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void stop(Worker worker) {
    try {
      boolean _ = worker.stop(STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wake(GrantQueue queue) {
    wake(WorkQueue.of(queue));
  }

  @Override
  public void wakeForNotifications() {
    wake(WorkQueue.NOTIFICATIONS);
  }

  @Override
  public void wakeForSubmissions() {
    wake(WorkQueue.SUBMISSIONS);
  }

  /**
   * Wakes the workers once the caller's transaction has committed, or at once without a
   * transaction.
   */
  private void wake(WorkQueue queue) {
    Worker worker = requireNonNull(workers.get(queue));
    if (transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
      transactions.registerInterposedSynchronization(new WakeOnCommit(worker));
    } else {
      worker.wake();
    }
  }

  private record WakeOnCommit(Worker worker) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        worker.wake();
      }
    }
  }
}
