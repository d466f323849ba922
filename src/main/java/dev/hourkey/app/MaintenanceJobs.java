package dev.hourkey.app;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.checkpoint.CheckpointConfig;
import dev.hourkey.checkpoint.CheckpointSigner;
import dev.hourkey.drift.DriftDetector;
import dev.hourkey.export.AuditDelivery;
import dev.hourkey.grant.EndedGrantMonitor;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.OrphanedMemberships;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.WeeklyDigests;
import dev.hourkey.retry.ClockSkew;
import dev.hourkey.scim.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Jobs that run again and again, each by one replica at a time. */
@ApplicationScoped
class MaintenanceJobs {
  /** The pause while there is more to delete; it leaves the database to other work. */
  private static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(10);

  /**
   * The pause while some entitlements still have to be checked, because one vendor's answer leads
   * to questions to the other.
   */
  private static final Duration BETWEEN_DISCOVERIES = Duration.ofSeconds(1);

  /** The pause after a verification that could not compare everything. */
  private static final Duration AFTER_PARTIAL_VERIFICATION = Duration.ofHours(1);

  private static final String TOO_LATE =
      """
      unnest(?::text[], ?::timestamptz[]) job (name, latest)
      where maintenance_job.name = job.name and next_run_at > latest
      """;

  private final ScimJobMonitor scimJob;
  private final OrphanedMemberships orphans;
  private final DriftDetector drift;
  private final EndedGrantMonitor endedGrants;
  private final AuditCheck audit;
  private final AuditDelivery delivery;
  private final CheckpointSigner checkpoints;
  private final CheckpointConfig checkpointSettings;
  private final Retention retention;
  private final WeeklyDigests digests;
  private final GrantService grants;
  private final Catalog catalog;
  private final ProvisioningBlockers blockers;
  private final CredentialEnds credentials;
  private final CallBudget budget;
  private final DataSource database;
  private final Clock clock;

  MaintenanceJobs(
      ScimJobMonitor scimJob,
      OrphanedMemberships orphans,
      DriftDetector drift,
      EndedGrantMonitor endedGrants,
      AuditCheck audit,
      AuditDelivery delivery,
      CheckpointSigner checkpoints,
      CheckpointConfig checkpointSettings,
      Retention retention,
      WeeklyDigests digests,
      GrantService grants,
      Catalog catalog,
      ProvisioningBlockers blockers,
      CredentialEnds credentials,
      CallBudget budget,
      DataSource database,
      Clock clock) {
    this.scimJob = scimJob;
    this.orphans = orphans;
    this.drift = drift;
    this.endedGrants = endedGrants;
    this.audit = audit;
    this.delivery = delivery;
    this.checkpoints = checkpoints;
    this.checkpointSettings = checkpointSettings;
    this.retention = retention;
    this.digests = digests;
    this.grants = grants;
    this.catalog = catalog;
    this.blockers = blockers;
    this.credentials = credentials;
    this.budget = budget;
    this.database = database;
    this.clock = clock;
  }

  /** A job. Its row has the same name, in lower case. */
  enum Job {
    SCIM_JOB(Duration.ofMinutes(1)),
    ORPHANS(Duration.ofSeconds(30)),
    DRIFT(Duration.ofMinutes(2)),
    RETURNED(Duration.ofMinutes(2)),
    AUDIT(Duration.ofDays(1)),
    AUDIT_DELIVERY(Duration.ofMinutes(1)), // More often if there is a destination.
    CHECKPOINT(Duration.ofHours(1)), // Replaced by the setting after the first run.
    RETENTION(Duration.ofHours(1)),
    DIGEST(Duration.ofMinutes(15)),
    DISCOVER_ENTRA(Duration.ofSeconds(15)),
    DISCOVER_AWS(Duration.ofSeconds(15)),
    CREDENTIALS(Duration.ofHours(1));

    private final Duration pause;

    Job(Duration pause) {
      this.pause = pause;
    }

    String row() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Runs a job, and records when it is due again. */
  void run(String name) {
    Job job = Job.valueOf(name.toUpperCase(Locale.ROOT));
    Duration pause = job.pause;
    switch (job) {
      case SCIM_JOB -> scimJob.check();
      case ORPHANS -> {
        orphans.sweep(); // First: removals must not wait if the alert fails.
        grants.alertManyOverdue();
      }
      case DRIFT ->
          budget.within(
              () -> {
                drift.sweep();
                return true;
              });
      case RETURNED -> endedGrants.sweep();
      case AUDIT -> pause = audit.run() ? pause : AFTER_PARTIAL_VERIFICATION;
      case AUDIT_DELIVERY -> pause = delivery.run();
      case CHECKPOINT -> pause = checkpoints.run();
      case RETENTION -> pause = retention.run() ? BETWEEN_DELETIONS : pause;
      case DIGEST -> digests.tell();
      case DISCOVER_ENTRA -> {
        pause = discover(catalog::askEntra, pause);
        blockers.endRemoved(catalog.current());
      }
      case DISCOVER_AWS -> pause = discover(catalog::askAws, pause);
      case CREDENTIALS -> credentials.check();
    }
    dueAt(job, clock.instant().plus(pause));
  }

  private Duration discover(Supplier<Boolean> ask, Duration pause) {
    boolean more = budget.within(ask);
    return more ? Duration.ZERO : catalog.current().complete() ? pause : BETWEEN_DISCOVERIES;
  }

  /** Makes a job due now. */
  void runNow(Job job) {
    dueAt(job, clock.instant());
  }

  /** Whether a job is due later than one pause from now, which means that a clock was set back. */
  boolean clockWasSetBack() {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement("select from maintenance_job, " + TOO_LATE)) {
      sql.setObject(1, names());
      sql.setObject(2, latest(clock.instant()));
      try (var rows = sql.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("look for jobs that are due too late", e);
    }
  }

  /** Makes those jobs due now. */
  void bringForward() {
    Instant now = clock.instant();
    int _ =
        update(
            "update maintenance_job set next_run_at = ? from " + TOO_LATE,
            now.atOffset(ZoneOffset.UTC),
            names(),
            latest(now));
  }

  private static String[] names() {
    return Stream.of(Job.values()).map(Job::row).toArray(String[]::new);
  }

  private String[] latest(Instant now) {
    Duration betweenCheckpoints = checkpointSettings.checkpointInterval();
    return Stream.of(Job.values())
        .map(
            job ->
                now.plus(longestPause(job, betweenCheckpoints))
                    .plus(ClockSkew.TOLERATED)
                    .toString())
        .toArray(String[]::new);
  }

  /** The longest pause of a job. For checkpoints, it is a setting. */
  static Duration longestPause(Job job, Duration betweenCheckpoints) {
    return job == Job.CHECKPOINT
        ? Collections.max(List.of(job.pause, betweenCheckpoints))
        : job.pause;
  }

  private void dueAt(Job job, Instant when) {
    int _ =
        update(
            "update maintenance_job set next_run_at = ? where name = ?",
            when.atOffset(ZoneOffset.UTC),
            job.row());
  }

  private int update(String statement, Object... parameters) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(statement)) {
      for (int i = 0; i < parameters.length; i++) {
        sql.setObject(i + 1, parameters[i]);
      }
      return sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("schedule maintenance", e);
    }
  }
}
