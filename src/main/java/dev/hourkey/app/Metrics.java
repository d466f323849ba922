package dev.hourkey.app;

import dev.hourkey.app.TaskScheduler.Queue;
import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.DriftFindings;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.ProvisioningQueue;
import dev.hourkey.grant.ScimJobMonitor;
import dev.hourkey.grant.StandingMembershipCheck;
import dev.hourkey.notification.Outbox;
import dev.hourkey.notification.OutboxBacklog;
import dev.hourkey.slack.ModalFailures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What operators see at {@code /q/metrics}, besides how long grants take. A scrape reads the last
 * count and never the database. A value that is not known is {@code NaN}, never 0, so that it
 * cannot pass for a healthy one.
 */
@ApplicationScoped
class Metrics {
  private final Grants grants;
  private final ProvisioningQueue provisioning;
  private final ScimJobMonitor scimJob;
  private final DriftFindings drift;
  private final StandingMembershipCheck members;
  private final Outbox outbox;
  private final AuditCheck audit;
  private final TaskRecovery tasks;
  private final DatabaseClock clock;

  /** Three counts in a row. Older figures say nothing about the present. */
  private static final Duration FRESH = Duration.ofSeconds(100);

  /** The job is looked at every minute. */
  private static final Duration JOB_FRESH = Duration.ofMinutes(10);

  private volatile Optional<Count> last = Optional.empty();

  Metrics(
      Grants grants,
      ProvisioningQueue provisioning,
      ScimJobMonitor scimJob,
      DriftFindings drift,
      StandingMembershipCheck members,
      Outbox outbox,
      AuditCheck audit,
      TaskRecovery tasks,
      DatabaseClock clock,
      Sweeper sweeper,
      Catalog catalog,
      ModalFailures forms,
      MeterRegistry registry) {
    this.grants = grants;
    this.provisioning = provisioning;
    this.scimJob = scimJob;
    this.drift = drift;
    this.members = members;
    this.outbox = outbox;
    this.audit = audit;
    this.tasks = tasks;
    this.clock = clock;
    gauge(
        registry,
        "hourkey.revocations.overdue",
        "Grants that should have ended and have not",
        count -> count.overdue().count());
    gauge(
        registry,
        "hourkey.revocation.overdue.seconds.max",
        "How long the longest overdue of them is",
        count -> count.overdue().longest().toSeconds());
    gauge(
        registry,
        "hourkey.provisioning.calls.left",
        "Calls of provisioning on demand that are left in these ten seconds",
        count -> count.provisioning().callsLeft());
    gauge(
        registry,
        "hourkey.provisioning.waiting",
        "Grants that wait for provisioning on demand",
        count -> count.provisioning().waiting());
    gauge(
        registry,
        "hourkey.scim.job.running",
        "1 while Entra's SCIM job runs, 0 while nothing reaches AWS, NaN while unknown",
        Count::jobRunning);
    gauge(
        registry,
        "hourkey.scim.job.seen.seconds",
        "How long ago the SCIM job was last seen, NaN if it never was",
        Count::jobSeenSeconds);
    gauge(
        registry,
        "hourkey.drift",
        "Members about whom Entra, AWS and the record differ for longer than the vendors lag",
        Count::drift);
    gauge(
        registry,
        "hourkey.drift.unwatched",
        "Those of them that could not be compared lately and may be over",
        Count::unwatched);
    gauge(
        registry,
        "hourkey.members.unexplained",
        "Members that the record does not explain after a restore; nothing is granted in their"
            + " groups",
        Count::unexplained);
    Gauge.builder(
            "hourkey.policy.broken",
            catalog,
            one -> one.broken().map(broken -> broken ? 1.0 : 0.0).orElse(Double.NaN))
        .description("1 while this replica's policy file has mistakes, NaN until it was read")
        .register(registry);
    gauge(
        registry,
        "hourkey.notifications.waiting",
        "Messages that are still to be delivered",
        count -> count.notifications().waiting());
    gauge(
        registry,
        "hourkey.notification.waiting.seconds.max",
        "How long the oldest of them has waited",
        count -> count.notifications().oldest().toSeconds());
    gauge(
        registry,
        "hourkey.audit.intact",
        "1 if the audit trail was whole when it was last verified, 0 if not, NaN if it never was",
        Count::auditIntact);
    gauge(
        registry,
        "hourkey.audit.verified.seconds",
        "How long ago the audit trail was last verified, NaN if it never was",
        Count::auditVerifiedSeconds);
    for (Queue queue : Queue.values()) {
      Gauge.builder(
              "hourkey.queue.oldest.seconds",
              this,
              metrics -> metrics.known(count -> count.oldestSeconds(queue)))
          .description("How long the oldest due task has waited for a worker")
          .tag("queue", queue.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (ModalFailures.Form form : ModalFailures.Form.values()) {
      Gauge.builder("hourkey.slack.forms.refused", forms, watch -> watch.refusedInARow(form))
          .description("Forms that Slack has refused, or not answered, since it last took one")
          .tag("form", form.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    Gauge.builder(
            "hourkey.sweeper.last.success",
            sweeper,
            sweep -> sweep.finished().map(Instant::getEpochSecond).orElse(0L))
        .description("When the last sweep finished, in seconds since 1970; 0 if none has")
        .register(registry);
    Gauge.builder(
            "hourkey.clock.behind.seconds",
            clock,
            own -> own.compared() ? own.ahead().toMillis() / 1000.0 : Double.NaN)
        .description("How far this machine's clock is behind the database's")
        .register(registry);
  }

  /** Counts anew. */
  void count() {
    Instant now = clock.instant();
    Map<Queue, Duration> queues = new EnumMap<>(Queue.class);
    for (Queue queue : Queue.values()) {
      queues.put(queue, tasks.oldest(queue, now));
    }
    AuditCheck.State trail = audit.state();
    Count counted =
        new Count(
            System.nanoTime(),
            grants.overdue(now),
            provisioning.load(now),
            scimJob.stopped().isEmpty(),
            scimJob.unseen().isEmpty(),
            scimJob.seenAt().map(at -> Duration.between(at, now)),
            drift.standing(),
            drift.unwatched(),
            members.unexplained().size(),
            outbox.backlog(now),
            trail.breach().isPresent(),
            trail.checkedAt().map(at -> Duration.between(at, now)),
            queues);
    last = Optional.of(counted);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Count> figure) {
    Gauge.builder(name, this, metrics -> metrics.known(figure))
        .description(description)
        .register(registry);
  }

  /** A figure of the last count, unless there is none or it is too old. */
  private double known(ToDoubleFunction<Count> figure) {
    return last.filter(Count::fresh).map(figure::applyAsDouble).orElse(Double.NaN);
  }

  /**
   * Everything that was counted at one moment.
   *
   * @param nanos the moment, by the machine's monotonic clock
   */
  private record Count(
      long nanos,
      Grants.Overdue overdue,
      ProvisioningQueue.Load provisioning,
      boolean noStopKnown,
      boolean jobCanBeSeen,
      Optional<Duration> jobSeen,
      long drift,
      long unwatched,
      long unexplained,
      OutboxBacklog notifications,
      boolean auditBroken,
      Optional<Duration> auditVerified,
      Map<Queue, Duration> queues) {
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

    double oldestSeconds(Queue queue) {
      Duration oldest = queues.get(queue);
      return oldest == null ? Double.NaN : oldest.toSeconds();
    }
  }
}
