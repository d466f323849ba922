package dev.hourkey.cli;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Reconciler;
import dev.hourkey.text.Counted;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hourkey revoke-overdue}: ends overdue grants, in emergencies or from a separate timer. It
 * runs the service's reconciler over every grant that should have ended, without Slack, workers or
 * HTTP. The fence of each grant keeps it and running replicas from disturbing each other.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class RevokeOverdueCommand {
  private static final int MAX_GRANTS = 100_000;
  private static final int AT_ONCE = 16;
  private static final long PAUSE_MILLIS = 500;

  private static final Logger LOG = Logger.getLogger(RevokeOverdueCommand.class);

  private final Grants grants;
  private final Reconciler reconciler;
  private final Clock clock;

  RevokeOverdueCommand(Grants grants, Reconciler reconciler, Clock clock) {
    this.grants = grants;
    this.reconciler = reconciler;
    this.clock = clock;
  }

  @Command(
      name = "revoke-overdue",
      header = "Ends every grant that should have ended, without the service.",
      description = {
        "Ends every grant that should have ended, without Slack and without the service. May run",
        "beside the service, and any number of times at once. Exits with 0 when nothing is overdue",
        "any more, 1 when something is, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description =
            "How many seconds to keep trying until AWS shows none of these grants (default: 120).")
    int seconds = 120;

    @Override
    public Integer call() {
      return StandaloneRunner.run(
          RevokeOverdueCommand.class, command -> command.end(Duration.ofSeconds(seconds)));
    }
  }

  private int end(Duration patience) {
    Instant giveUp = clock.instant().plus(patience);
    List<UUID> overdue = grants.overdueIds(clock.instant(), MAX_GRANTS);
    if (overdue.isEmpty()) {
      System.out.println("Nothing is overdue.");
      return 0;
    }
    System.out.println(Counted.of(overdue.size(), "grant") + " should have ended");
    List<UUID> open;
    try {
      open = endUntil(giveUp, overdue);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    overdue.forEach(this::report);
    System.out.println(
        open.isEmpty()
            ? "All of them have ended."
            : "Not ended yet: " + Counted.of(open.size(), "grant") + ".");
    return open.isEmpty() ? 0 : 1;
  }

  /** Returns the grants that have not ended. */
  private List<UUID> endUntil(Instant giveUp, List<UUID> overdue) throws InterruptedException {
    List<UUID> open = overdue;
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      while (true) {
        List<Future<Boolean>> _ = workers.invokeAll(open.stream().map(this::step).toList());
        open = open.stream().filter(this::isOpen).toList();
        if (open.isEmpty() || !clock.instant().isBefore(giveUp)) {
          return open;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private Callable<Boolean> step(UUID grant) {
    return () -> {
      try {
        return reconciler.reconcile(grant).isPresent();
      } catch (RuntimeException e) {
        LOG.errorf(e, "grant %s: retrying", grant);
        return true;
      }
    };
  }

  private boolean isOpen(UUID id) {
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
          case GrantState.Clearing _ ->
              "was removed from the Entra group; " + grant.awsPresence().words();
          case GrantState.Scheduled _,
              GrantState.Provisioning _,
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
