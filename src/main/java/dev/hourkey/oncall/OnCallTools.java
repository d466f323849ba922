package dev.hourkey.oncall;

import dev.hourkey.policy.OnCallSchedule;
import java.time.Clock;
import java.util.Set;

/** The on-call tools, for a command that runs without the service. */
public final class OnCallTools {
  private final PagerDuty pagerDuty;
  private final JsmOperations jsm;
  private final IncidentIo incidentIo;

  public OnCallTools(OnCallConfig config, Clock clock) {
    pagerDuty = new PagerDuty(config, clock);
    jsm = new JsmOperations(config, clock);
    incidentIo = new IncidentIo(config, clock);
  }

  /**
   * The mail addresses of everybody who is on call for a schedule now; none for a group of the
   * chat, which is not queried here.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the tool does not say who is on call
   */
  public Set<String> onCall(OnCallSchedule schedule) {
    return switch (schedule.tool()) {
      case PAGERDUTY -> pagerDuty.now(schedule.id()).mails();
      case JSM -> jsm.now(schedule.id()).mails();
      case INCIDENT_IO -> incidentIo.now(schedule.id()).mails();
      case CHAT_GROUP -> Set.of();
    };
  }
}
