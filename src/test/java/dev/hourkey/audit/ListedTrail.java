package dev.hourkey.audit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A trail that is a list. */
public class ListedTrail extends AuditTrail {
  private final List<AuditEvent> events = new ArrayList<>();

  @SuppressWarnings("NullAway") // A list takes part in no transaction.
  public ListedTrail(Clock clock) {
    super(null, null, null, clock, null);
  }

  @Override
  public void record(AuditEvent event) {
    events.add(event);
  }

  public List<AuditEvent> events() {
    return events;
  }
}
