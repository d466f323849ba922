package dev.hourkey.app;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.drift.DriftMetrics;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.export.AuditDelivery;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.ProvisioningQueue;
import dev.hourkey.notification.Outbox;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.scim.ScimJobService;
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
 * The metrics at {@code /q/metrics}, except those for how long grants take. A scrape reads the last
 * count and never the database. An unknown value is {@code NaN} and never 0, so that it does not
 * look healthy.
 */
@ApplicationScoped
class Metrics {
  private final Grants grants;
  private final GrantingPauses pauses;
  private final ProvisioningQueue provisioning;
  private final ScimJobService scimJob;
  private final CredentialHealth credentialHealth;
  private final DriftMetrics drift;
  private final StandingMembershipCheck standingMembers;
  private final Outbox outbox;
  private final BreakGlassReviews breakGlassReviews;
  private final AccessReviews accessReviews;
  private final AuditCheck audit;
  private final AuditDelivery delivery;
  private final CheckpointOrigins checkpoints;
  private final CheckpointIncidents checkpointIncidents;
  private final WorkClaims work;
  private final DatabaseClock clock;

  private volatile Optional<MetricsSnapshot> last = Optional.empty();

  Metrics(
      Grants grants,
      GrantingPauses pauses,
      ProvisioningQueue provisioning,
      ScimJobService scimJob,
      CredentialHealth credentialHealth,
      DriftMetrics drift,
      StandingMembershipCheck standingMembers,
      Outbox outbox,
      BreakGlassReviews breakGlassReviews,
      AccessReviews accessReviews,
      AuditCheck audit,
      AuditDelivery delivery,
      CheckpointOrigins checkpoints,
      CheckpointIncidents checkpointIncidents,
      WorkClaims work,
      DatabaseClock clock,
      Sweeper sweeper,
      Catalog catalog,
      ModalFailures forms,
      CredentialEnds credentials,
      MeterRegistry registry) {
    this.grants = grants;
    this.pauses = pauses;
    this.provisioning = provisioning;
    this.scimJob = scimJob;
    this.credentialHealth = credentialHealth;
    this.drift = drift;
    this.standingMembers = standingMembers;
    this.outbox = outbox;
    this.breakGlassReviews = breakGlassReviews;
    this.accessReviews = accessReviews;
    this.audit = audit;
    this.delivery = delivery;
    this.checkpoints = checkpoints;
    this.checkpointIncidents = checkpointIncidents;
    this.work = work;
    this.clock = clock;
    gauge(
        registry,
        "hourkey.revocations.overdue",
        "Grants whose end is overdue",
        count -> count.overdue().count());
    gauge(
        registry,
        "hourkey.revocation.overdue.seconds.max",
        "How long the most overdue of them has been overdue",
        count -> count.overdue().longest().toSeconds());
    gauge(
        registry,
        "hourkey.granting.paused",
        "1 while operators have paused granting",
        count -> count.grantingPaused() ? 1 : 0);
    gauge(
        registry,
        "hourkey.provisioning.calls.left",
        "Calls to provisioning on demand that are left in the current ten seconds",
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
        MetricsSnapshot::jobRunning);
    gauge(
        registry,
        "hourkey.scim.job.seen.seconds",
        "How long ago the SCIM job was last seen, NaN if it never was",
        MetricsSnapshot::jobSeenSeconds);
    credentials.addTo(registry);
    gauge(
        registry,
        "hourkey.credentials.failing",
        "How many vendors (Entra, AWS) have refused Hourkey's own credentials for half a minute",
        MetricsSnapshot::credentialsFailing);
    gauge(
        registry,
        "hourkey.drift",
        "Open findings: Entra, AWS and Hourkey's records have disagreed for longer than the"
            + " vendors' lag",
        MetricsSnapshot::drift);
    gauge(
        registry,
        "hourkey.drift.unwatched",
        "Findings that could not be checked recently and may be resolved",
        MetricsSnapshot::unwatched);
    gauge(
        registry,
        "hourkey.members.unexplained",
        "Unexplained members after a restore; nothing is granted through their groups",
        MetricsSnapshot::unexplained);
    Gauge.builder(
            "hourkey.policy.broken",
            catalog,
            one -> one.broken().map(broken -> broken ? 1.0 : 0.0).orElse(Double.NaN))
        .description("1 while this replica's policy file has mistakes, NaN until it has been read")
        .register(registry);
    gauge(
        registry,
        "hourkey.notifications.waiting",
        "Messages that are still to be delivered",
        count -> count.notifications().waiting());
    gauge(
        registry,
        "hourkey.notification.waiting.seconds.max",
        "How long the oldest undelivered message has waited",
        count -> count.notifications().oldest().toSeconds());
    ReviewGauges.addTo(registry, this);
    AuditGauges.addTo(registry, this);
    for (WorkQueue queue : WorkQueue.values()) {
      Gauge.builder(
              "hourkey.queue.oldest.seconds",
              this,
              metrics -> metrics.known(count -> count.oldestSeconds(queue)))
          .description("How long the oldest due work has waited for a worker")
          .tag("queue", queue.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (ModalFailures.Form form : ModalFailures.Form.values()) {
      Gauge.builder("hourkey.slack.forms.refused", forms, watch -> watch.refusedInARow(form))
          .description("Forms in a row that Slack refused or did not answer")
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
            own -> own.isCompared() ? own.ahead().toMillis() / 1000.0 : Double.NaN)
        .description("How far this machine's clock is behind the database's")
        .register(registry);
  }

  /** Counts again. */
  void count() {
    Instant now = clock.instant();
    Map<WorkQueue, Duration> queues = new EnumMap<>(WorkQueue.class);
    for (WorkQueue queue : WorkQueue.values()) {
      queues.put(queue, work.oldest(queue, now));
    }
    AuditCheck.State trail = audit.state();
    MetricsSnapshot counted =
        new MetricsSnapshot(
            System.nanoTime(),
            now,
            grants.overdue(now),
            pauses.current().isPresent(),
            provisioning.load(now),
            scimJob.stopped().isEmpty(),
            scimJob.unseen().isEmpty(),
            scimJob.seenAt().map(at -> Duration.between(at, now)),
            credentialHealth.open().size(),
            drift.lasting(),
            drift.unwatched(),
            standingMembers.unexplained().size(),
            outbox.backlog(now),
            breakGlassReviews.waiting(),
            accessReviews.open(now),
            trail.breach().isPresent() || trail.difference().isPresent(),
            trail.checkedAt().map(at -> Duration.between(at, now)),
            delivery.backlog(now),
            checkpoints.state(),
            checkpointIncidents.open(),
            queues);
    last = Optional.of(counted);
  }

  void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<MetricsSnapshot> value) {
    Gauge.builder(name, this, metrics -> metrics.known(value))
        .description(description)
        .register(registry);
  }

  /** A value of the last count; unknown if there is none or it is too old. */
  double known(ToDoubleFunction<MetricsSnapshot> value) {
    return last.filter(MetricsSnapshot::fresh).map(value::applyAsDouble).orElse(Double.NaN);
  }
}
