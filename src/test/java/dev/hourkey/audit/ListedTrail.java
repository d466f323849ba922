package dev.hourkey.audit;

import java.util.ArrayList;
import java.util.List;

/** An audit trail that is a list. */
public final class ListedTrail implements AuditLog {
  private final List<AuditEvent> events = new ArrayList<>();

  @Override
  public void record(AuditEvent event) {
    events.add(event);
  }

  public List<AuditEvent> events() {
    return events;
  }
}
