package dev.hourkey.policy;

/**
 * A schedule of an on-call tool, as the policy file names it.
 *
 * @param id the id of the schedule in the tool
 */
public record OnCallSchedule(Tool tool, String id) {
  /** Where the schedule is kept. */
  public enum Tool {
    PAGERDUTY("PagerDuty"),
    JSM("Jira Service Management"),
    INCIDENT_IO("incident.io"),

    /** A group of the chat's users, which an on-call tool keeps up to date. */
    CHAT_GROUP("Slack");

    private final String label;

    Tool(String label) {
      this.label = label;
    }

    /** The tool's display name. */
    public String label() {
      return label;
    }
  }
}
