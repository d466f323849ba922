package dev.hourkey.app;

import dev.hourkey.app.MaintenanceJobs.Job;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.cli.StandaloneRunner;
import dev.hourkey.drift.RestoreDetector;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.slack.ClickRehearsal;
import dev.hourkey.slack.SocketTransport;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Starts the work of a replica, and runs its periodic tasks. Nothing here waits for a directory,
 * because Hourkey must be able to revoke when it cannot grant.
 */
@ApplicationScoped
class Startup {
  private static final Logger LOG = Logger.getLogger(Startup.class);
  private static final int BEAT_SECONDS = 1;
  private static final int SWEEP_SECONDS = 30;
  private static final int SWEEP_FAILED_SECONDS = 5;
  private static final int RELOAD_SECONDS = 60;
  private static final int STOP_SECONDS = 5;
  private static final int RELOAD_INCOMPLETE_SECONDS = 2;

  /** Long enough for the port to open first, because the rehearsal must not delay it. */
  private static final int REHEARSAL_MILLIS = 300;

  private static final PersonId NOBODY = new PersonId("00000000-0000-0000-0000-000000000000");

  private final Environment environment;
  private final Replica replica;
  private final Sweeper sweeper;
  private final Workers workers;
  private final Catalog catalog;
  private final Metrics metrics;
  private final RestoreDetector restores;
  private final MaintenanceJobs maintenance;
  private final ServiceDoctor doctor;
  private final ClickRehearsal clicks;
  private final PersonDirectory people;
  private final SocketTransport socket;

  /** More threads than kinds of work, so that no other work delays a heartbeat. */
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(7, Thread.ofVirtual().name("timer-", 0).factory());

  private final AtomicBoolean counting = new AtomicBoolean();
  private boolean heartbeatFailed;

  Startup(
      Environment environment,
      Replica replica,
      Sweeper sweeper,
      Workers workers,
      Catalog catalog,
      Metrics metrics,
      RestoreDetector restores,
      MaintenanceJobs maintenance,
      ServiceDoctor doctor,
      ClickRehearsal clicks,
      PersonDirectory people,
      SocketTransport socket) {
    this.environment = environment;
    this.replica = replica;
    this.sweeper = sweeper;
    this.workers = workers;
    this.catalog = catalog;
    this.metrics = metrics;
    this.restores = restores;
    this.maintenance = maintenance;
    this.doctor = doctor;
    this.clicks = clicks;
    this.people = people;
    this.socket = socket;
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void begin(@Observes StartupEvent event) {
    if (StandaloneRunner.runs()) {
      return; // A command runs instead.
    }
    environment.note();
    boolean swept = attempt("sweep", this::sweep); // First: it sets the clock to the database's.
    timers.execute(() -> work(swept)); // Meanwhile, the port is opened.
  }

  /** Ends the process if the work can't begin, because it would look ready and do nothing. */
  private void work(boolean swept) {
    try {
      startWork(swept);
    } catch (RuntimeException | Error e) {
      if (!timers.isShutdown()) {
        LOG.fatal("the work could not be started", e);
        Quarkus.asyncExit(1);
      }
    }
  }

  private void startWork(boolean swept) {
    heartbeat();
    boolean _ = attempt("verify the database", this::verifyDatabase);
    boolean _ = attempt("sign the audit trail", () -> maintenance.runNow(Job.CHECKPOINT));
    workers.start();
    sweepLater(swept);
    Future<?> _ =
        timers.scheduleWithFixedDelay(
            this::heartbeat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    timers.execute(this::reloadCatalog);
    Future<?> _ = timers.schedule(this::rehearse, REHEARSAL_MILLIS, TimeUnit.MILLISECONDS);
    timers.execute(() -> attempt("examine this replica", doctor::summarize));
  }

  /**
   * Does what the first click would wait for, such as creating Graph's client and fetching a token.
   */
  private void rehearse() {
    boolean _ = attempt("prepare for clicks", clicks::run);
    try {
      var _ = people.account(NOBODY);
    } catch (DirectoryFailure e) {
      LOG.debugf(e, "Entra does not answer yet");
    }
  }

  void end(@Observes ShutdownEvent event) {
    timers.shutdown();
    workers.stop();
    awaitTimers();
    replica.close();
  }

  /**
   * Lets running work finish, because an interrupted call looks like a vendor that does not answer.
   */
  private void awaitTimers() {
    try {
      if (!timers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        timers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Says that this replica is alive, and tells the workers what is due. If that fails, each worker
   * checks on its own connection. Logs a failure once, because this runs every second.
   */
  private void heartbeat() {
    boolean told = false;
    try {
      boolean resumed = false;
      try {
        resumed = sweeper.followJump(); // First: leases and due times depend on the clock.
      } finally { // The heartbeat has its own connection.
        socket.lastHello().ifPresent(replica::recordGreeting);
        resumed |= replica.heartbeat() > 0;
      }
      told = !resumed && workers.wakeWhereDue();
      heartbeatFailed = false;
    } catch (RuntimeException | Error e) { // Otherwise it would never run again.
      if (!heartbeatFailed) {
        LOG.warnf(e, "%s failed; retrying every second", e.getMessage());
      }
      heartbeatFailed = true;
    } finally {
      if (!told) {
        workers.wake();
      }
    }
  }

  private void sweepAgain() {
    boolean done = false;
    try {
      done = attempt("sweep", this::sweep);
      boolean _ = attempt("verify the database", this::verifyDatabase);
    } finally {
      sweepLater(done);
    }
  }

  private void sweepLater(boolean done) {
    Future<?> _ =
        timers.schedule(
            this::sweepAgain, done ? SWEEP_SECONDS : SWEEP_FAILED_SECONDS, TimeUnit.SECONDS);
  }

  /** Compares all groups at once if the database was restored from a backup. */
  private void verifyDatabase() {
    if (restores.verify()) {
      maintenance.runNow(Job.DRIFT);
    }
  }

  /** The start does not wait for the metrics, which are unknown until they have been counted. */
  private void sweep() {
    sweeper.sweep();
    if (counting.compareAndSet(false, true)) {
      timers.execute(this::count);
    }
  }

  private void count() {
    try {
      boolean _ = attempt("count the metrics", metrics::count);
    } finally {
      counting.set(false);
    }
  }

  private void reloadCatalog() {
    try {
      boolean _ = attempt("reload the catalog", catalog::reload);
    } finally {
      Future<?> _ =
          timers.schedule(this::reloadCatalog, reloadAfter(catalog.current()), TimeUnit.SECONDS);
    }
  }

  /** Seconds until the next reload; few while a directory may recover without an operator. */
  static long reloadAfter(CatalogSnapshot snapshot) {
    return snapshot.complete() || !snapshot.mayBeCompleteSoon()
        ? RELOAD_SECONDS
        : RELOAD_INCOMPLETE_SECONDS;
  }

  private static boolean attempt(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s failed; retrying", what);
      return false;
    }
  }
}
