package dev.hourkey.app;

import dev.hourkey.doctor.ToolDiagnostics;
import dev.hourkey.oncall.OnCallConfig;
import dev.hourkey.oncall.OnCallTools;
import dev.hourkey.policy.OnCallSchedule;
import dev.hourkey.ticket.TicketConfig;
import dev.hourkey.ticket.Tickets;
import java.time.Clock;
import java.util.Set;

/** Checks the on-call and ticket tools on behalf of doctor. */
final class OnCallAndTicketDiagnostics implements ToolDiagnostics {
  private final OnCallTools onCall;
  private final Tickets tickets;

  OnCallAndTicketDiagnostics(MappedSettings settings, Clock clock) {
    onCall = new OnCallTools(settings.as(OnCallConfig.class), clock);
    tickets = Tickets.of(settings.as(TicketConfig.class), clock);
  }

  @Override
  public Set<String> onCall(OnCallSchedule schedule) {
    return onCall.onCall(schedule);
  }

  @Override
  public void ticketProject(String key) {
    tickets.requireProject(key);
  }
}
