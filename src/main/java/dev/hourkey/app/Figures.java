package dev.hourkey.app;

import dev.hourkey.app.DurableWork.Queue;
import dev.hourkey.grant.DifferenceLog;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Pipeline;
import dev.hourkey.grant.ProvisioningQueue;
import dev.hourkey.notice.Backlog;
import dev.hourkey.notice.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What operators see at {@code /q/metrics}, beside how long grants take. Whoever scrapes reads the
 * last count and never the database.
 */
@ApplicationScoped
class Figures {
  private final Grants grants;
  private final ProvisioningQueue provisioning;
  private final Pipeline pipeline;
  private final DifferenceLog drift;
  private final Outbox outbox;
  private final LostTasks tasks;
  private final SharedClock clock;

  private volatile Count last = Count.NONE;

  Figures(
      Grants grants,
      ProvisioningQueue provisioning,
      Pipeline pipeline,
      DifferenceLog drift,
      Outbox outbox,
      LostTasks tasks,
      SharedClock clock,
      Sweeper sweeper,
      MeterRegistry registry) {
    this.grants = grants;
    this.provisioning = provisioning;
    this.pipeline = pipeline;
    this.drift = drift;
    this.outbox = outbox;
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
        "1 while Entra's SCIM job runs, 0 while nothing reaches AWS",
        count -> count.jobRuns() ? 1 : 0);
    gauge(
        registry,
        "hourkey.scim.job.seen.seconds",
        "How long ago the SCIM job was last seen",
        count -> count.jobSeen().toSeconds());
    gauge(
        registry,
        "hourkey.drift",
        "Members about whom Entra, AWS and the record differ for longer than the vendors lag",
        Count::drift);
    gauge(
        registry,
        "hourkey.notices.waiting",
        "Messages that are still to be delivered",
        count -> count.notices().waiting());
    gauge(
        registry,
        "hourkey.notice.waiting.seconds.max",
        "How long the oldest of them has waited",
        count -> count.notices().oldest().toSeconds());
    for (Queue queue : Queue.values()) {
      Gauge.builder(
              "hourkey.queue.oldest.seconds",
              this,
              figures -> figures.last.queues().getOrDefault(queue, Duration.ZERO).toSeconds())
          .description("How long the oldest due task has waited for a worker")
          .tag("queue", queue.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    Gauge.builder(
            "hourkey.sweeper.last.success",
            sweeper,
            sweep -> sweep.finished().map(Instant::getEpochSecond).orElse(0L))
        .description("When the last sweep finished, in seconds since 1970")
        .register(registry);
    Gauge.builder("hourkey.clock.behind.seconds", clock, own -> own.ahead().toMillis() / 1000.0)
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
    last =
        new Count(
            grants.overdue(now),
            provisioning.load(now),
            pipeline.stopped().isEmpty(),
            pipeline.seenAt().map(at -> Duration.between(at, now)).orElse(Duration.ZERO),
            drift.standing(),
            outbox.backlog(now),
            queues);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Count> figure) {
    Gauge.builder(name, this, figures -> figure.applyAsDouble(figures.last))
        .description(description)
        .register(registry);
  }

  private record Count(
      Grants.Overdue overdue,
      ProvisioningQueue.Load provisioning,
      boolean jobRuns,
      Duration jobSeen,
      long drift,
      Backlog notices,
      Map<Queue, Duration> queues) {
    static final Count NONE =
        new Count(
            new Grants.Overdue(0, Duration.ZERO),
            new ProvisioningQueue.Load(ProvisioningQueue.CALLS, 0),
            true,
            Duration.ZERO,
            0,
            new Backlog(0, Duration.ZERO),
            Map.of());
  }
}
