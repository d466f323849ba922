package dev.hourkey.app;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.grant.DriftDetector;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.OrphanedMemberships;
import dev.hourkey.grant.ReturnedAccess;
import dev.hourkey.grant.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Jobs that run again and again, each by one replica at a time. */
@ApplicationScoped
class MaintenanceJobs {
  /** The pause while there is more to delete; it leaves the database to other work. */
  private static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(10);

  private final ScimJobMonitor scimJob;
  private final OrphanedMemberships orphans;
  private final DriftDetector drift;
  private final ReturnedAccess returned;
  private final AuditCheck audit;
  private final Retention retention;
  private final GrantService grants;
  private final Clock clock;

  MaintenanceJobs(
      ScimJobMonitor scimJob,
      OrphanedMemberships orphans,
      DriftDetector drift,
      ReturnedAccess returned,
      AuditCheck audit,
      Retention retention,
      GrantService grants,
      Clock clock) {
    this.scimJob = scimJob;
    this.orphans = orphans;
    this.drift = drift;
    this.returned = returned;
    this.audit = audit;
    this.retention = retention;
    this.grants = grants;
    this.clock = clock;
  }

  /** A job. Its task has the same name, in lower case. */
  enum Job {
    SCIM_JOB(Duration.ofMinutes(1)),
    ORPHANS(Duration.ofSeconds(30)),
    DRIFT(Duration.ofMinutes(2)),
    RETURNED(Duration.ofMinutes(2)),
    AUDIT(Duration.ofDays(1)),
    RETENTION(Duration.ofHours(1));

    private final Duration pause;

    Job(Duration pause) {
      this.pause = pause;
    }

    Duration pause() {
      return pause;
    }

    String task() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Runs a job; returns when to run it again. */
  Optional<Instant> run(String task) {
    Job job = Job.valueOf(task.toUpperCase(Locale.ROOT));
    switch (job) {
      case SCIM_JOB -> scimJob.look();
      case ORPHANS -> {
        grants.tellOfMany();
        orphans.sweep();
      }
      case DRIFT -> drift.sweep();
      case RETURNED -> returned.sweep();
      case AUDIT -> audit.run();
      case RETENTION -> {
        if (retention.run()) {
          return Optional.of(clock.instant().plus(BETWEEN_DELETIONS));
        }
      }
    }
    return Optional.of(clock.instant().plus(job.pause));
  }
}
