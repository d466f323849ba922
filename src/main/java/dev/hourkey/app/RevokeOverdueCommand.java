package dev.hourkey.app;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Reconciler;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The same reconciler over whatever should have ended, in a process without Slack, without
 * db-scheduler and without HTTP. The fence keeps it and running replicas out of each other's way.
 */
@Dependent
@Unremovable // Nothing asks for it but the command line.
class RevokeOverdueCommand implements QuarkusApplication {
  private static final String SECONDS = "dev.hourkey.revoke-overdue.seconds";

  private static final int MOST = 100_000;
  private static final int AT_ONCE = 16;
  private static final long PAUSE_MILLIS = 500;

  private static final Logger LOG = Logger.getLogger(RevokeOverdueCommand.class);

  private final Grants grants;
  private final Reconciler reconciler;
  private final DatabaseClock clock;
  private final DataSource database;

  @Inject
  RevokeOverdueCommand(
      Grants grants, Reconciler reconciler, DatabaseClock clock, DataSource database) {
    this.grants = grants;
    this.reconciler = reconciler;
    this.clock = clock;
    this.database = database;
  }

  /** Starts only what it takes; returns the exit code. */
  static int start(Duration patience) {
    System.setProperty(SECONDS, Long.toString(patience.toSeconds()));
    return StandaloneRunner.run(RevokeOverdueCommand.class);
  }

  @Override
  public int run(String... args) throws InterruptedException {
    clock.synchronise(database);
    Instant giveUp = clock.instant().plusSeconds(Long.getLong(SECONDS, 0));
    List<UUID> overdue = grants.overdueIds(clock.instant(), MOST);
    System.out.printf("%d grants should have ended%n", overdue.size());
    List<UUID> left = overdue;
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      while (!left.isEmpty()) {
        List<Future<Boolean>> _ = workers.invokeAll(left.stream().map(this::step).toList());
        left = left.stream().filter(this::open).toList();
        if (!clock.instant().isBefore(giveUp)) {
          break;
        }
        Thread.sleep(left.isEmpty() ? 0 : PAUSE_MILLIS);
      }
    }
    overdue.forEach(this::report);
    System.out.printf("%d of them have not ended%n", left.size());
    return left.isEmpty() ? 0 : 1;
  }

  private Callable<Boolean> step(UUID grant) {
    return () -> {
      try {
        return reconciler.reconcile(grant).isPresent();
      } catch (RuntimeException e) {
        LOG.errorf(e, "grant %s: tried again", grant);
        return true;
      }
    };
  }

  private boolean open(UUID id) {
    return grants
        .find(id)
        .filter(grant -> !(grant.state() instanceof GrantState.Ended))
        .isPresent();
  }

  private void report(UUID id) {
    grants.find(id).ifPresent(grant -> System.out.println(sentence(grant)));
  }

  private static String sentence(Grant grant) {
    String where =
        switch (grant.state()) {
          case GrantState.Ended _ -> "has ended";
          case GrantState.Clearing _ -> "is out of the Entra group; " + grant.awsPresence().words();
          case GrantState.Provisioning _,
              GrantState.Syncing _,
              GrantState.Live _,
              GrantState.Revoking _ ->
              "is still in the Entra group"
                  + grant
                      .trouble()
                      .map(trouble -> ": " + trouble)
                      .orElse("; see the log for what Entra answered");
        };
    return "grant %s: %s in %s %s"
        .formatted(grant.id(), grant.holder(), grant.group().name(), where);
  }
}
