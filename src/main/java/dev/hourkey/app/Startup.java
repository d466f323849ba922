package dev.hourkey.app;

import dev.hourkey.catalog.Catalog;
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
  private static final int SWEEP_SECONDS = 30;
  private static final int REFRESH_SECONDS = 60;
  private static final int REFRESH_INCOMPLETE_SECONDS = 5;

  private final Sweeper sweeper;
  private final DurableWork work;
  private final Catalog catalog;
  private final Figures figures;
  private final RestoreDetector restores;
  private final LostTasks tasks;
  private final SharedClock clock;
  private final ScheduledExecutorService clockwork =
      Executors.newScheduledThreadPool(2, Thread.ofVirtual().name("clockwork-", 0).factory());

  Startup(
      Sweeper sweeper,
      DurableWork work,
      Catalog catalog,
      Figures figures,
      RestoreDetector restores,
      LostTasks tasks,
      SharedClock clock) {
    this.sweeper = sweeper;
    this.work = work;
    this.catalog = catalog;
    this.figures = figures;
    this.restores = restores;
    this.tasks = tasks;
    this.clock = clock;
  }

  void begin(@Observes StartupEvent event) {
    if (WithoutService.runs()) {
      return; // A command runs instead.
    }
    attempt("sweep", this::sweep); // First, for the clock is the database's from then on.
    attempt("look which database this is", this::verifyDatabase);
    work.start();
    Future<?> _ =
        clockwork.scheduleWithFixedDelay(
            () -> {
              attempt("sweep", this::sweep);
              attempt("look which database this is", this::verifyDatabase);
            },
            SWEEP_SECONDS,
            SWEEP_SECONDS,
            TimeUnit.SECONDS);
    clockwork.execute(this::refreshCatalog);
  }

  void end(@Observes ShutdownEvent event) {
    clockwork.shutdownNow();
    work.stop();
  }

  /** A database that is older than what Hourkey did is compared with Entra at once. */
  private void verifyDatabase() {
    if (restores.verify()) {
      tasks.find(DurableWork.Queue.UPKEEP, List.of(Upkeep.Chore.DRIFT.task()), clock.instant());
    }
  }

  private void sweep() {
    sweeper.sweep();
    work.wake();
    figures.count();
  }

  private void refreshCatalog() {
    try {
      attempt("refresh the catalog", catalog::refresh);
    } finally {
      refreshCatalogLater();
    }
  }

  private void refreshCatalogLater() {
    Future<?> _ =
        clockwork.schedule(
            this::refreshCatalog,
            catalog.current().complete() ? REFRESH_SECONDS : REFRESH_INCOMPLETE_SECONDS,
            TimeUnit.SECONDS);
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s failed; it is tried again", what);
    }
  }
}
