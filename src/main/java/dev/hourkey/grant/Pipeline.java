package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notice.Notice;
import dev.hourkey.notice.Outbox;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The way to AWS: Entra's SCIM job, as it was last seen, and how it is hurried along. */
@ApplicationScoped
public class Pipeline implements PanacheRepositoryBase<ScimJob, Integer> {
  private static final Logger LOG = Logger.getLogger(Pipeline.class);

  /** Microsoft warns of starting a running job again and again (synchronizationJob: start). */
  private static final Duration BETWEEN_STARTS = Duration.ofMinutes(10);

  private final Provisioning provisioning;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;
  private final AtomicBoolean blind = new AtomicBoolean();

  Pipeline(Provisioning provisioning, Outbox outbox, AuditTrail trail, Clock clock) {
    this.provisioning = provisioning;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** Looks what the job is up to; a change is recorded and told to operators. */
  public void look() {
    try {
      Provisioning.Job job = provisioning.job();
      if (job instanceof Provisioning.Job.Unclear(String why)) {
        unseen(why, Optional.empty());
      } else {
        QuarkusTransaction.requiringNew().run(() -> seen(job));
        blind.set(false);
      }
    } catch (DirectoryFailure failure) {
      unseen(failure.getMessage(), Optional.of(failure));
    }
  }

  /** Once, and not every minute: Hourkey may have no permission to look, and works all the same. */
  private void unseen(@Nullable String why, Optional<DirectoryFailure> failure) {
    if (!blind.getAndSet(true)) {
      LOG.warnf(
          failure.orElse(null), "nobody sees whether the SCIM job runs: %s; looked at again", why);
    }
  }

  /** Why nothing reaches AWS at the moment, if that is so. */
  @Transactional
  public Optional<Stop> stopped() {
    return Optional.ofNullable(findById(ScimJob.ONLY)).flatMap(ScimJob::stop);
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
   * Asks for a whole cycle, which carries what Entra accepted by {@code since}, unless one was
   * asked for after that. A job that stands still is not started: whoever paused it had a reason,
   * and a quarantine ends when its cause does.
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

  private void seen(Provisioning.Job job) {
    ScimJob row = findById(ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    Instant now = clock.instant();
    row.seenAt = now;
    switch (job) {
      case Provisioning.Job.Unclear _ -> {}
      case Provisioning.Job.Running _ ->
          row.stop()
              .ifPresent(
                  stop -> {
                    row.stoppedBecause = null;
                    outbox.redraw(new Notice.JobStopped(stop.incident()));
                    trail.record(new AuditEvent.ProvisioningResumed(stop.incident()));
                  });
      case Provisioning.Job.Stopped(String why) -> {
        if (row.stoppedBecause == null) {
          row.incident = UUID.randomUUID();
          row.since = now;
          row.stoppedBecause = why;
          LOG.errorf("nothing reaches AWS: %s; looked at again and again", why);
          outbox.tell(new Notice.JobStopped(row.incident));
          trail.record(new AuditEvent.ProvisioningStopped(row.incident, why));
        } else if (!why.equals(row.stoppedBecause) && row.incident != null) {
          row.stoppedBecause = why;
          outbox.redraw(new Notice.JobStopped(row.incident));
        }
      }
    }
  }
}
