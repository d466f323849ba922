package dev.hourkey.audit;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts how often the trail was to be followed in the background, and does not follow it. */
public final class CountingHistory extends AccessHistory {
  private final AtomicInteger prepared = new AtomicInteger();

  public CountingHistory(DataSource database, AuditReader reader, AuditTrail trail) {
    super(database, reader, trail, new OpenGrants(database), Clock.systemUTC());
  }

  @Override
  public void prepare() {
    prepared.incrementAndGet();
  }

  public int prepared() {
    return prepared.get();
  }
}
