package dev.hourkey.scim;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ScimJobService.Blindness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Watches Entra's SCIM job, and requests a cycle when one is needed. */
@ApplicationScoped
public class ScimJobMonitor {
  private static final Logger LOG = Logger.getLogger(ScimJobMonitor.class);

  private final ScimProvisioner provisioning;
  private final ScimJobService service;
  private final Clock clock;

  public ScimJobMonitor(ScimProvisioner provisioning, ScimJobService service, Clock clock) {
    this.provisioning = provisioning;
    this.service = service;
    this.clock = clock;
  }

  /** Checks the job; a change is recorded, and operators are told. */
  public void check() {
    try {
      switch (provisioning.job()) {
        case ScimProvisioner.Job.Unclear(String why) -> service.notSeen(why, Blindness.LASTING);
        case ScimProvisioner.Job.Running(Optional<ScimProvisioner.Cycle> last) ->
            service.running(last);
        case ScimProvisioner.Job.Stopped(String why) -> service.stopped(why);
      }
    } catch (DirectoryFailure failure) {
      LOG.debugf(failure, "could not read the SCIM job: %s", failure.sentence());
      service.notSeen(why(failure), Blindness.of(failure));
    }
  }

  private static String why(DirectoryFailure failure) {
    return (failure.lasting()
            ? "Entra does not let Hourkey "
            : "Entra did not answer when asked to ")
        + failure.sentence();
  }

  /**
   * Requests a whole cycle, which carries everything that Entra accepted until {@code changedAt},
   * unless a cycle was requested after that. A job that has stopped is not started: it was paused
   * for a reason, and a quarantine ends when its cause does. A job that cannot be found is not
   * started either.
   *
   * @return whether a cycle was requested since then; false if it is too soon after the last
   *     request, or if the job has stopped or cannot be seen
   * @throws DirectoryFailure when Entra did not answer
   */
  public boolean startOnce(Instant changedAt) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // As precise as the row.
    return switch (service.start(changedAt, now)) {
      case ScimJob.Start.Requested _ -> true;
      case ScimJob.Start.NotNow _ -> false;
      case ScimJob.Start.Now _ -> {
        start(now);
        yield true;
      }
    };
  }

  /**
   * Requests a whole cycle as {@link #startOnce} does. If Entra does not answer or refuses, the
   * next regular cycle carries the change.
   */
  public void startIfPossible(Instant changedAt) {
    try {
      boolean _ = startOnce(changedAt);
    } catch (DirectoryFailure failure) {
      LOG.warnf("the SCIM job was not started: %s", failure.forLog());
    }
  }

  private void start(Instant now) {
    boolean accepted = false;
    try {
      LOG.infof("provisioning on demand did not apply every change; requesting a cycle");
      provisioning.start();
      accepted = true;
    } finally {
      service.startAnswered(now, accepted);
    }
  }
}
