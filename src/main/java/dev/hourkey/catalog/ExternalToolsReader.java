package dev.hourkey.catalog;

import static java.util.Objects.requireNonNull;

import dev.hourkey.policy.OnCallSchedule;
import dev.hourkey.policy.OnCallSchedule.Tool;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code on_call} and {@code tickets} of the policy file. */
final class ExternalToolsReader {
  private static final Map<String, Tool> TOOLS =
      Map.of(
          "pagerduty", Tool.PAGERDUTY,
          "jsm", Tool.JSM,
          "incident_io", Tool.INCIDENT_IO,
          "slack_user_group", Tool.CHAT_GROUP);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final Pattern SCHEDULE = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern PROJECT = Pattern.compile("[A-Z][A-Z0-9_]{1,19}");

  private final List<CatalogProblem> problems;

  ExternalToolsReader(List<CatalogProblem> problems) {
    this.problems = problems;
  }

  ExternalTools read(YamlSection top) {
    return new ExternalTools(
        top.node("on_call").map(this::schedules).orElseGet(Map::of),
        top.node("tickets")
            .flatMap(node -> section(node, PolicyKeys.TICKETS).node("jira"))
            .map(node -> projects(section(node, PolicyKeys.JIRA)))
            .orElseGet(Set::of));
  }

  private Map<String, OnCallSchedule> schedules(Node node) {
    Map<String, OnCallSchedule> schedules = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, "'on_call' must be a list of lines like 'platform: { pagerduty: PSCHED1 }'");
      return schedules;
    }
    for (NodeTuple entry : mapping.getValue()) {
      String name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!NAME.matcher(name).matches()) {
        problem(
            entry.getKeyNode(),
            "'" + name + "' in 'on_call' may contain only lower-case letters, digits, - and _");
      } else {
        schedule(name, entry.getValueNode())
            .filter(found -> schedules.putIfAbsent(name, found) != null)
            .ifPresent(_ -> problem(entry.getKeyNode(), "'" + name + "' appears twice"));
      }
    }
    return schedules;
  }

  private Optional<OnCallSchedule> schedule(String name, Node node) {
    YamlSection section = section(node, PolicyKeys.ON_CALL);
    List<String> named =
        PolicyKeys.ON_CALL.stream().filter(key -> section.node(key).isPresent()).toList();
    if (named.size() != 1) {
      section.problem(
          section.line(),
          "'"
              + name
              + "' in 'on_call' must name exactly one of pagerduty, jsm, incident_io and"
              + " slack_user_group");
      return Optional.empty();
    }
    String key = named.getFirst();
    Tool tool = requireNonNull(TOOLS.get(key));
    Optional<String> id = section.text(key).map(String::strip);
    id.filter(text -> !SCHEDULE.matcher(text).matches())
        .ifPresent(
            text ->
                section.problem(
                    section.lineOf(key),
                    "'" + key + "' must be the tool's id, not '" + text + "'"));
    return id.map(text -> new OnCallSchedule(tool, text));
  }

  private static Set<String> projects(YamlSection jira) {
    Set<String> projects = new HashSet<>();
    for (String project : jira.texts("projects")) {
      if (!PROJECT.matcher(project.strip()).matches()) {
        jira.problem(
            jira.lineOf("projects"),
            "'" + project + "' in 'projects' must be the key of a project, like OPS");
      }
      projects.add(project.strip());
    }
    if (projects.isEmpty()) {
      jira.problem(jira.lineOf("projects"), "'jira' needs 'projects', like [OPS, INC]");
    }
    return projects;
  }

  private YamlSection section(Node node, Set<String> keys) {
    return new YamlSection(node, keys, null, problems);
  }

  private void problem(Node node, String what) {
    problems.add(CatalogProblem.at(YamlSection.lineOf(node), what));
  }
}
