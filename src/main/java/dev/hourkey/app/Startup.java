package dev.hourkey.app;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.grant.RestoreDetector;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What happens at start and, from then on, again and again. Nothing here waits for a directory: a
 * Hourkey that cannot grant must still be up to revoke.
 */
@ApplicationScoped
class Startup {
  private static final Logger LOG = Logger.getLogger(Startup.class);
  private static final int RELEASE_SECONDS = 1;
  private static final int SWEEP_SECONDS = 30;
  private static final int SWEEP_FAILED_SECONDS = 5;
  private static final int REFRESH_SECONDS = 60;
  private static final int REFRESH_INCOMPLETE_SECONDS = 5;
  private static final int MOST_DOUBLINGS = 4;

  private final Replica replica;
  private final Sweeper sweeper;
  private final TaskScheduler work;
  private final Catalog catalog;
  private final Metrics metrics;
  private final RestoreDetector restores;
  private final TaskRecovery tasks;
  private final DatabaseClock clock;
  private final ScheduledExecutorService clockwork =
      Executors.newScheduledThreadPool(3, Thread.ofVirtual().name("clockwork-", 0).factory());

  private boolean releaseFailed;
  private int incompleteRefreshes;

  Startup(
      Replica replica,
      Sweeper sweeper,
      TaskScheduler work,
      Catalog catalog,
      Metrics metrics,
      RestoreDetector restores,
      TaskRecovery tasks,
      DatabaseClock clock) {
    this.replica = replica;
    this.sweeper = sweeper;
    this.work = work;
    this.catalog = catalog;
    this.metrics = metrics;
    this.restores = restores;
    this.tasks = tasks;
    this.clock = clock;
  }

  void begin(@Observes StartupEvent event) {
    if (StandaloneRunner.runs()) {
      return; // A command runs instead.
    }
    release();
    sweepAgain(); // First, because from then on the clock is the database's.
    work.start();
    Future<?> _ =
        clockwork.scheduleWithFixedDelay(
            this::release, RELEASE_SECONDS, RELEASE_SECONDS, TimeUnit.SECONDS);
    clockwork.execute(this::refreshCatalog);
  }

  void end(@Observes ShutdownEvent event) {
    clockwork.shutdownNow();
    work.stop();
    replica.close();
  }

  /** Logs a failure once, because this runs every second. */
  private void release() {
    try {
      if (replica.release(work.atWork()) > 0) {
        work.wake();
      }
      releaseFailed = false;
    } catch (RuntimeException e) {
      if (!releaseFailed) {
        LOG.warnf(e, "%s failed; retrying every second", e.getMessage());
      }
      releaseFailed = true;
    }
  }

  private void sweepAgain() {
    boolean done = false;
    try {
      done = attempt("sweep", this::sweep);
      boolean _ = attempt("verify the database", this::verifyDatabase);
    } finally {
      Future<?> _ =
          clockwork.schedule(
              this::sweepAgain, done ? SWEEP_SECONDS : SWEEP_FAILED_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** When the database turns out to be restored, has it compared with Entra at once. */
  private void verifyDatabase() {
    if (restores.verify()) {
      tasks.find(
          TaskScheduler.Queue.MAINTENANCE,
          List.of(MaintenanceJobs.Job.DRIFT.task()),
          clock.instant());
    }
  }

  private void sweep() {
    sweeper.sweep();
    work.wake();
    metrics.count();
  }

  private void refreshCatalog() {
    try {
      boolean _ = attempt("refresh the catalog", catalog::refresh);
    } finally {
      refreshCatalogLater();
    }
  }

  private void refreshCatalogLater() {
    CatalogSnapshot snapshot = catalog.current();
    boolean soon = !snapshot.complete() && snapshot.mayBeCompleteSoon();
    incompleteRefreshes = soon ? incompleteRefreshes + 1 : 0;
    Future<?> _ =
        clockwork.schedule(
            this::refreshCatalog, refreshAfter(incompleteRefreshes), TimeUnit.SECONDS);
  }

  /**
   * Seconds until the catalog is read again. Temporary failures are retried soon, but with growing
   * intervals, because each retry reads the whole catalog. Lasting refusals are not retried early.
   */
  static int refreshAfter(int incompleteRefreshes) {
    return incompleteRefreshes == 0
        ? REFRESH_SECONDS
        : Math.min(
            REFRESH_SECONDS,
            REFRESH_INCOMPLETE_SECONDS << Math.min(incompleteRefreshes - 1, MOST_DOUBLINGS));
  }

  private static boolean attempt(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s failed; it is tried again", what);
      return false;
    }
  }
}
