package dev.hourkey.scim;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ScimJob.Change;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records what Hourkey sees of the SCIM job, and returns what is known about it. Each method is one
 * transaction; none calls Entra.
 */
@ApplicationScoped
public class ScimJobService {
  private static final Logger LOG = Logger.getLogger(ScimJobService.class);

  /** How long Hourkey assumes that the job is still in its last known state. */
  private static final Duration SEEN_LATELY = Duration.ofMinutes(10);

  private final ScimJobRow row;
  private final ScimJobListener listener;
  private final Notifications notifications;
  private final AuditLog trail;
  private final Clock clock;

  public ScimJobService(
      ScimJobRow row,
      ScimJobListener listener,
      Notifications notifications,
      AuditLog trail,
      Clock clock) {
    this.row = row;
    this.listener = listener;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * The job has stopped.
   *
   * @param incident stays the same from when it stopped until it runs again
   */
  public record Stop(UUID incident, String why, Instant since) {}

  /**
   * Hourkey cannot tell whether the job runs.
   *
   * @param incident stays the same until the job is seen again
   */
  public record Unseen(UUID incident, String why, Instant since) {}

  /** What keeps the job from being seen. */
  enum Blindness {
    /** The failure may end by itself, so operators are alerted only if it lasts. */
    TEMPORARY,

    /** The failure lasts until somebody acts. */
    LASTING,

    /** Hourkey's own credentials do not work, which has an alarm of its own. */
    CREDENTIALS;

    static Blindness of(DirectoryFailure failure) {
      return failure.ofCredentials() ? CREDENTIALS : failure.lasting() ? LASTING : TEMPORARY;
    }
  }

  @Transactional(TxType.REQUIRES_NEW)
  void notSeen(String why, Blindness blindness) {
    ScimJob job = row.locked();
    Instant now = clock.instant();
    Change change = job.notSeen(why, now);
    if (blindness == Blindness.LASTING) {
      job.hidden();
    }
    if (change == Change.BEGINS) {
      LOG.warnf("cannot tell whether the SCIM job runs: %s; retrying", why);
    }
    boolean alert =
        switch (blindness) {
          case TEMPORARY -> job.unseenFor(SEEN_LATELY, now);
          case LASTING -> true;
          case CREDENTIALS -> false;
        };
    Optional<Unseen> alerted = job.unseen();
    if (alert && alerted.isEmpty()) {
      Unseen unseen = job.alertUnseen();
      LOG.errorf("cannot tell whether the SCIM job runs: %s; alerting operators", why);
      notifications.tell(new Notification.JobUnseen(unseen.incident()));
      trail.record(new AuditEvent.ProvisioningUnseen(unseen.incident(), why));
    } else if (change == Change.OTHER_REASON) {
      alerted.ifPresent(one -> notifications.redraw(new Notification.JobUnseen(one.incident())));
    }
  }

  @Transactional(TxType.REQUIRES_NEW)
  void running(Optional<ScimProvisioner.Cycle> last) {
    ScimJob job = seen();
    last.ifPresent(cycle -> job.finished(cycle, clock.instant()));
    job.running()
        .ifPresent(
            stop -> {
              notifications.resolve(new Notification.JobStopped(stop.incident()), stop.since());
              listener.jobStateChanged();
              trail.record(new AuditEvent.ProvisioningResumed(stop.incident()));
            });
  }

  @Transactional(TxType.REQUIRES_NEW)
  void stopped(String why) {
    ScimJob job = seen();
    Change change = job.stopped(why, clock.instant());
    Stop stop = job.stop().orElseThrow();
    switch (change) {
      case BEGINS -> {
        LOG.errorf("nothing reaches AWS: %s; Hourkey keeps checking", why);
        notifications.tell(new Notification.JobStopped(stop.incident()));
        listener.jobStateChanged();
        trail.record(new AuditEvent.ProvisioningStopped(stop.incident(), why));
      }
      case OTHER_REASON -> notifications.redraw(new Notification.JobStopped(stop.incident()));
      case LASTS -> {}
    }
  }

  private ScimJob seen() {
    ScimJob job = row.locked();
    job.seen(clock.instant())
        .ifPresent(
            unseen -> {
              notifications.resolve(new Notification.JobUnseen(unseen.incident()), unseen.since());
              trail.record(new AuditEvent.ProvisioningSeen(unseen.incident()));
            });
    return job;
  }

  @Transactional(TxType.REQUIRES_NEW)
  ScimJob.Start start(Instant changedAt, Instant now) {
    return row.locked().start(changedAt, now);
  }

  @Transactional(TxType.REQUIRES_NEW)
  void startAnswered(Instant now, boolean accepted) {
    row.locked().startAnswered(now, accepted);
  }

  /** Why nothing reaches AWS at the moment, if that is so. */
  @Transactional
  public Optional<Stop> stopped() {
    return row.read().stop();
  }

  /** Why Hourkey cannot tell whether the job runs, if operators were told so. */
  @Transactional
  public Optional<Unseen> unseen() {
    return row.read().unseen();
  }

  /**
   * Whether the state of the job is known: it was seen within the last ten minutes, and operators
   * were not told that Hourkey cannot see it. If not, {@link #stopped} returns only its last known
   * state.
   */
  @Transactional
  public boolean known() {
    ScimJob job = row.read();
    return job.unseen().isEmpty()
        && job.seenAt().filter(at -> clock.instant().isBefore(at.plus(SEEN_LATELY))).isPresent();
  }

  /** What is known about the job's cycles. */
  @Transactional
  public LastFinishedCycle cycle() {
    return row.read().cycle();
  }

  /** When the job was last seen, if ever. */
  @Transactional
  public Optional<Instant> seenAt() {
    return row.read().seenAt();
  }
}
