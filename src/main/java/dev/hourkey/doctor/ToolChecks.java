package dev.hourkey.doctor;

import dev.hourkey.catalog.ExternalTools;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.OnCallSchedule;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the on-call and ticket tools answer what the policy file asks of them. */
public final class ToolChecks {
  private final ToolDiagnostics tools;
  private final ExternalTools named;

  /**
   * @param named the tools of the policy file
   */
  public ToolChecks(ToolDiagnostics tools, ExternalTools named) {
    this.tools = tools;
    this.named = named;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.TOOLS);
    new TreeMap<>(named.onCall()).forEach((name, schedule) -> onCall(checks, name, schedule));
    new TreeSet<>(named.jiraProjects()).forEach(key -> project(checks, key));
    if (checks.findings().isEmpty()) {
      checks.add(Finding.ok(Area.TOOLS, "Read which tools the policy file names", "None."));
    }
    return checks.findings();
  }

  private void onCall(Checks checks, String name, OnCallSchedule schedule) {
    if (schedule.tool() == OnCallSchedule.Tool.CHAT_GROUP) {
      return; // The checks of the chat look for its groups.
    }
    String tried = "Ask %s who is on call for '%s'".formatted(schedule.tool().label(), name);
    var _ =
        checks.askAll(
            tried,
            () -> tools.onCall(schedule),
            mails -> List.of(onCall(tried, mails)),
            failure -> failed(tried, failure));
  }

  static Finding onCall(String tried, Set<String> mails) {
    return mails.isEmpty()
        ? Finding.note(
            Area.TOOLS,
            tried,
            "Nobody is on call at the moment.",
            "If somebody should be, compare the id in the policy file with the tool's schedules.")
        : Finding.ok(Area.TOOLS, tried, String.join(", ", new TreeSet<>(mails)) + ".");
  }

  private void project(Checks checks, String key) {
    String tried = "Read the Jira project " + key;
    var _ =
        checks.askAll(
            tried,
            () -> {
              tools.ticketProject(key);
              return true;
            },
            _ -> List.of(Finding.ok(Area.TOOLS, tried, "It exists.")),
            failure -> failed(tried, failure));
  }

  private static Finding failed(String tried, DirectoryFailure failure) {
    Finding finding = Finding.failed(Area.TOOLS, tried, failure);
    return failure.lasting()
        ? finding.advise("Correct the setting, or what the policy file names.")
        : finding;
  }
}
