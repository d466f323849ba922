package dev.hourkey.app;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.grant.Drift;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Leftovers;
import dev.hourkey.grant.Pipeline;
import dev.hourkey.grant.ReturnedAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What is looked after again and again, by one replica at a time. */
@ApplicationScoped
class Upkeep {
  /** Applies while there is more to delete; the pause leaves the database to other work. */
  private static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(10);

  private final Pipeline pipeline;
  private final Leftovers leftovers;
  private final Drift drift;
  private final ReturnedAccess returned;
  private final AuditCheck audit;
  private final Retention retention;
  private final GrantService grants;
  private final Clock clock;

  Upkeep(
      Pipeline pipeline,
      Leftovers leftovers,
      Drift drift,
      ReturnedAccess returned,
      AuditCheck audit,
      Retention retention,
      GrantService grants,
      Clock clock) {
    this.pipeline = pipeline;
    this.leftovers = leftovers;
    this.drift = drift;
    this.returned = returned;
    this.audit = audit;
    this.retention = retention;
    this.grants = grants;
    this.clock = clock;
  }

  /** One thing that is looked after; the name of its task never changes. */
  enum Chore {
    PIPELINE(Duration.ofMinutes(1)),
    LEFTOVERS(Duration.ofSeconds(30)),
    DRIFT(Duration.ofMinutes(2)),
    RETURNED(Duration.ofMinutes(2)),
    AUDIT(Duration.ofDays(1)),
    RETENTION(Duration.ofHours(1));

    private final Duration pause;

    Chore(Duration pause) {
      this.pause = pause;
    }

    Duration pause() {
      return pause;
    }

    String task() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Does a chore; returns when it is to be done again. */
  Optional<Instant> run(String task) {
    Chore chore = Chore.valueOf(task.toUpperCase(Locale.ROOT));
    switch (chore) {
      case PIPELINE -> pipeline.look();
      case LEFTOVERS -> {
        grants.tellOfMany(); // Not a chore of its own: replicas of the version before know none.
        leftovers.sweep();
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
    return Optional.of(clock.instant().plus(chore.pause));
  }
}
