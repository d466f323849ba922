package dev.hourkey.app;

import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.export.AuditDelivery;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.ProvisioningQueue;
import dev.hourkey.notification.OutboxBacklog;
import dev.hourkey.request.BreakGlassReviews;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was counted at one moment.
 *
 * @param nanos the moment, by the machine's monotonic clock
 * @param at the moment, by the database's clock
 */
record MetricsSnapshot(
    long nanos,
    Instant at,
    Grants.Overdue overdue,
    boolean grantingPaused,
    ProvisioningQueue.Load provisioning,
    boolean noStopKnown,
    boolean jobCanBeSeen,
    Optional<Duration> jobSeen,
    int credentialsFailing,
    long drift,
    long unwatched,
    long unexplained,
    OutboxBacklog notifications,
    BreakGlassReviews.Waiting breakGlassReviews,
    AccessReviews.Open accessReviews,
    boolean auditBroken,
    Optional<Duration> auditVerified,
    Optional<AuditDelivery.Backlog> delivery,
    CheckpointOrigins.State checkpoints,
    List<CheckpointIncidents.Problem> checkpointTrouble,
    Map<WorkQueue, Duration> queues) {
  /** Long enough for three counts. Older figures say nothing about the present. */
  private static final Duration FRESH = Duration.ofSeconds(100);

  /** The job is checked every minute. */
  private static final Duration JOB_FRESH = Duration.ofMinutes(10);

  boolean fresh() {
    return System.nanoTime() - nanos < FRESH.toNanos();
  }

  double jobRunning() {
    boolean seen = jobSeen.filter(ago -> ago.compareTo(JOB_FRESH) < 0).isPresent();
    return !seen || !jobCanBeSeen ? Double.NaN : noStopKnown ? 1 : 0;
  }

  double jobSeenSeconds() {
    return jobSeen.map(ago -> (double) ago.toSeconds()).orElse(Double.NaN);
  }

  double auditIntact() {
    return auditVerified.isEmpty() ? Double.NaN : auditBroken ? 0 : 1;
  }

  double auditVerifiedSeconds() {
    return auditVerified.map(ago -> (double) ago.toSeconds()).orElse(Double.NaN);
  }

  double undelivered() {
    return delivery.map(backlog -> (double) backlog.entries()).orElse(Double.NaN);
  }

  double undeliveredSeconds() {
    return delivery.map(backlog -> (double) backlog.oldest().toSeconds()).orElse(Double.NaN);
  }

  double checkpointConsistent() {
    boolean contradicted = checkpointTrouble.stream().anyMatch(one -> one.place().isEmpty());
    return contradicted ? 0 : checkpoints.on() ? 1 : Double.NaN;
  }

  double checkpointSeconds() {
    return checkpoints
        .coveredAt()
        .map(then -> (double) Duration.between(then, at).toSeconds())
        .orElse(Double.NaN);
  }

  /** How long a place has lacked the newest checkpoint; 0 if it has the checkpoint. */
  double checkpointWaitingSeconds(CheckpointPlaceType place) {
    return checkpointTrouble.stream()
        .filter(one -> one.place().filter(place::equals).isPresent())
        .mapToDouble(one -> Duration.between(one.since(), at).toSeconds())
        .max()
        .orElse(checkpoints.on() ? 0 : Double.NaN);
  }

  double oldestSeconds(WorkQueue queue) {
    Duration oldest = queues.get(queue);
    return oldest == null ? Double.NaN : oldest.toSeconds();
  }
}
