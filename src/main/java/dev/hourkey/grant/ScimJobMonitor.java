package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.DirectoryFailure;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The way to AWS: Entra's SCIM job, as it was last seen, and how it is hurried along. */
@ApplicationScoped
public class ScimJobMonitor implements PanacheRepositoryBase<ScimJob, Integer> {
  private static final Logger LOG = Logger.getLogger(ScimJobMonitor.class);

  /** Microsoft warns of starting a running job again and again (synchronizationJob: start). */
  private static final Duration BETWEEN_STARTS = Duration.ofMinutes(10);

  /** For this long, the last known state of the job is assumed to hold. */
  private static final Duration SEEN_LATELY = Duration.ofMinutes(10);

  private final ScimProvisioner provisioning;
  private final Grants grants;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  ScimJobMonitor(
      ScimProvisioner provisioning, Grants grants, Outbox outbox, AuditTrail trail, Clock clock) {
    this.provisioning = provisioning;
    this.grants = grants;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** Looks what the job is up to; a change is recorded and told to operators. */
  public void look() {
    try {
      ScimProvisioner.Job job = provisioning.job();
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                switch (job) {
                  case ScimProvisioner.Job.Unclear(String why) -> unseen(why, Blindness.LASTING);
                  case ScimProvisioner.Job.Running _ -> running();
                  case ScimProvisioner.Job.Stopped(String why) -> stopped(why);
                }
              });
    } catch (DirectoryFailure failure) {
      LOG.debugf(failure, "the SCIM job was not seen: %s", failure.sentence());
      QuarkusTransaction.requiringNew().run(() -> unseen(why(failure), Blindness.of(failure)));
    }
  }

  private static String why(DirectoryFailure failure) {
    return (failure.lasting()
            ? "Entra does not let Hourkey "
            : "Entra did not answer when asked to ")
        + failure.sentence();
  }

  /** What keeps the job from being seen. */
  private enum Blindness {
    /** It may pass by itself, so operators are told only if it does not. */
    PASSING,

    /** It stays until somebody acts. */
    LASTING,

    /** Hourkey's own credentials do not work, which has an alarm of its own. */
    CREDENTIALS;

    static Blindness of(DirectoryFailure failure) {
      return failure.ofCredentials() ? CREDENTIALS : failure.lasting() ? LASTING : PASSING;
    }
  }

  private void unseen(String why, Blindness blindness) {
    ScimJob row = findById(ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    Instant now = clock.instant();
    boolean changed = !why.equals(row.unseenBecause);
    row.unseenBecause = why;
    if (row.unseenSince == null || row.unseenIncident == null) {
      row.unseenSince = now;
      row.unseenIncident = UUID.randomUUID();
      LOG.warnf("cannot tell whether the SCIM job runs: %s; retrying", why);
    }
    boolean tell =
        switch (blindness) {
          case PASSING -> !now.isBefore(row.unseenSince.plus(SEEN_LATELY));
          case LASTING -> true;
          case CREDENTIALS -> false;
        };
    if (tell && !row.unseenAlerted) {
      row.unseenAlerted = true;
      LOG.errorf("operators are told that Hourkey cannot tell whether the SCIM job runs: %s", why);
      outbox.tell(new Notification.JobUnseen(row.unseenIncident));
      trail.record(new AuditEvent.ProvisioningUnseen(row.unseenIncident, why));
    } else if (row.unseenAlerted && changed) {
      outbox.redraw(new Notification.JobUnseen(row.unseenIncident));
    }
  }

  /** Notes that the job was seen, whatever its state. */
  private ScimJob seen() {
    ScimJob row = findById(ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    row.seenAt = clock.instant();
    row.unseen()
        .ifPresent(
            unseen -> {
              outbox.redraw(new Notification.JobUnseen(unseen.incident()));
              trail.record(new AuditEvent.ProvisioningSeen(unseen.incident()));
            });
    row.unseenSince = null;
    row.unseenBecause = null;
    row.unseenAlerted = false;
    return row;
  }

  /** Why nothing reaches AWS at the moment, if that is so. */
  @Transactional
  public Optional<Stop> stopped() {
    return Optional.ofNullable(findById(ScimJob.ONLY)).flatMap(ScimJob::stop);
  }

  /** Why Hourkey cannot tell whether the job runs, if operators were told so. */
  @Transactional
  public Optional<Unseen> unseen() {
    return Optional.ofNullable(findById(ScimJob.ONLY)).flatMap(ScimJob::unseen);
  }

  /**
   * Whether the state of the job is known: it was seen within ten minutes, and operators were not
   * told that Hourkey cannot see it. If not, {@link #stopped} tells only its last known state.
   */
  @Transactional
  public boolean known() {
    ScimJob row = findById(ScimJob.ONLY);
    return row.unseen().isEmpty()
        && row.seenAt != null
        && clock.instant().isBefore(row.seenAt.plus(SEEN_LATELY));
  }

  /** When the job was last seen, if ever. */
  @Transactional
  public Optional<Instant> seenAt() {
    return Optional.ofNullable(findById(ScimJob.ONLY).seenAt);
  }

  /**
   * The job stands still.
   *
   * @param incident the same from when it stopped to when it runs again
   */
  public record Stop(UUID incident, String why, Instant since) {}

  /**
   * Hourkey cannot tell whether the job runs.
   *
   * @param incident stays the same until the job is seen again
   */
  public record Unseen(UUID incident, String why, Instant since) {}

  /**
   * Asks for a whole cycle, which carries what Entra accepted by {@code since}, unless one was
   * asked for after that. A job that stands still is not started: whoever paused it had a reason,
   * and a quarantine ends when its cause does. A job that cannot be found is not started either.
   *
   * @return whether a cycle was asked for since then; if not, it is too soon after the last one
   * @throws DirectoryFailure when Entra could not be asked
   */
  boolean startOnce(Instant since) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // As the row will have it.
    return switch (QuarkusTransaction.requiringNew().call(() -> begin(since, now))) {
      case Start.Asked _ -> true;
      case Start.NotNow _ -> false;
      case Start.Ours(Optional<Instant> before) -> {
        start(now, before);
        yield true;
      }
    };
  }

  /** What becomes of a wish for a cycle. */
  private sealed interface Start {
    /** Somebody has asked for one that carries it. */
    record Asked() implements Start {}

    record NotNow() implements Start {}

    /** It is ours to ask; {@code before} is when the last one was asked for. */
    record Ours(Optional<Instant> before) implements Start {}
  }

  private Start begin(Instant since, Instant now) {
    ScimJob row = findById(ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    Optional<Instant> last = Optional.ofNullable(row.startedAt);
    if (last.filter(since::isBefore).isPresent()) {
      return new Start.Asked();
    }
    if (row.stop().isPresent()
        || row.unseen().isPresent()
        || last.filter(one -> one.plus(BETWEEN_STARTS).isAfter(now)).isPresent()) {
      return new Start.NotNow();
    }
    row.startedAt = now;
    return new Start.Ours(last);
  }

  private void start(Instant now, Optional<Instant> before) {
    try {
      LOG.infof("provisioning on demand did not bring everything over; a cycle is asked for");
      provisioning.start();
    } catch (DirectoryFailure failure) {
      QuarkusTransaction.requiringNew().run(() -> notStarted(now, before));
      throw failure;
    }
  }

  private void notStarted(Instant now, Optional<Instant> before) {
    ScimJob row = findById(ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    if (now.equals(row.startedAt)) {
      row.startedAt = before.orElse(null);
    }
  }

  private void running() {
    ScimJob row = seen();
    row.stop()
        .ifPresent(
            stop -> {
              row.stoppedBecause = null;
              outbox.redraw(new Notification.JobStopped(stop.incident()));
              tellThoseWhoWait();
              trail.record(new AuditEvent.ProvisioningResumed(stop.incident()));
            });
  }

  private void stopped(String why) {
    ScimJob row = seen();
    if (row.stoppedBecause == null) {
      row.incident = UUID.randomUUID();
      row.since = clock.instant();
      row.stoppedBecause = why;
      LOG.errorf("nothing reaches AWS: %s; Hourkey keeps checking", why);
      outbox.tell(new Notification.JobStopped(row.incident));
      tellThoseWhoWait();
      trail.record(new AuditEvent.ProvisioningStopped(row.incident, why));
    } else if (!why.equals(row.stoppedBecause) && row.incident != null) {
      row.stoppedBecause = why;
      outbox.redraw(new Notification.JobStopped(row.incident));
    }
  }

  /** Holders who were told that their access is late are also told whether the job runs. */
  private void tellThoseWhoWait() {
    grants.lateToArrive().forEach(id -> outbox.redraw(new Notification.GrantSlow(id)));
  }
}
