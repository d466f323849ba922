package dev.hourkey.app;

import dev.hourkey.request.Inbox;
import dev.hourkey.request.RefusalLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/** What every replica does every half minute: it follows the database's clock, and tidies up. */
@ApplicationScoped
class Sweeper {
  private final MaintenanceJobs maintenance;
  private final Inbox inbox;
  private final RefusalLog refusals;
  private final DatabaseClock clock;
  private final DataSource database;

  private volatile Optional<Instant> finished = Optional.empty();

  Sweeper(
      MaintenanceJobs maintenance,
      Inbox inbox,
      RefusalLog refusals,
      DatabaseClock clock,
      DataSource database) {
    this.maintenance = maintenance;
    this.inbox = inbox;
    this.refusals = refusals;
    this.clock = clock;
    this.database = database;
  }

  /** When the last sweep finished; empty before the first one. */
  Optional<Instant> finished() {
    return finished;
  }

  void sweep() {
    clock.synchronize(database);
    maintenance.bringForward();
    inbox.forgetOldDeliveries();
    refusals.forgetOld();
    finished = Optional.of(clock.instant());
  }
}
