package dev.hourkey.catalog;

import dev.hourkey.policy.OnCallSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The on-call and ticket tools that the policy file names.
 *
 * @param onCall the schedules, by the name that {@code on_call:NAME} refers to
 * @param jiraProjects the projects whose tickets count; none without {@code tickets: jira}
 */
public record ExternalTools(Map<String, OnCallSchedule> onCall, Set<String> jiraProjects) {
  static final ExternalTools NONE = new ExternalTools(Map.of(), Set.of());

  public ExternalTools {
    onCall = Map.copyOf(onCall);
    jiraProjects = Set.copyOf(jiraProjects);
  }

  /**
   * The tools that Hourkey could not query because a setting is missing; one sentence for each
   * setting.
   *
   * @param isSet whether a setting has a value
   */
  List<String> problems(Predicate<String> isSet) {
    Map<String, List<String>> needed = new LinkedHashMap<>();
    onCall.values().stream()
        .map(OnCallSchedule::tool)
        .distinct()
        .sorted()
        .forEach(tool -> needed.put("'on_call' names " + tool.label(), settings(tool)));
    if (!jiraProjects.isEmpty()) {
      needed.put(
          "'tickets' names Jira",
          Stream.of("url", "user", "token").map(one -> "hourkey.ticket.jira-" + one).toList());
    }
    List<String> problems = new ArrayList<>();
    needed.forEach(
        (naming, settings) ->
            settings.stream()
                .filter(setting -> !isSet.test(setting))
                .forEach(setting -> problems.add(naming + ", but " + setting + " is not set")));
    return problems;
  }

  private static List<String> settings(OnCallSchedule.Tool tool) {
    return switch (tool) {
      case PAGERDUTY -> List.of("hourkey.oncall.pagerduty-token");
      case JSM ->
          Stream.of("cloud-id", "user", "token").map(one -> "hourkey.oncall.jsm-" + one).toList();
      case INCIDENT_IO -> List.of("hourkey.oncall.incident-io-token");
      case CHAT_GROUP -> List.of();
    };
  }
}
