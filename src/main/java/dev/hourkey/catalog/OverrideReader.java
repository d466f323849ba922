package dev.hourkey.catalog;

import dev.hourkey.policy.Condition;
import dev.hourkey.policy.ConditionScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads {@code overrides}. Each override is read and checked as a whole entitlement. Keys that it
 * leaves out come from the entitlement that it belongs to.
 */
final class OverrideReader {
  private final List<CatalogProblem> problems;
  private final List<Read> all = new ArrayList<>();

  /** Conditions in the defaults are compiled once, and not once for each entitlement. */
  private final Map<Text, Compiled> compiled = new HashMap<>();

  OverrideReader(List<CatalogProblem> problems) {
    this.problems = problems;
  }

  private record Read(YamlSection section, Set<String> groups, EntitlementSpec rules) {}

  private record Text(String text, ConditionScope scope) {}

  private record Compiled(Optional<Condition> condition, List<String> problems) {}

  /**
   * @param section the entitlement
   * @param tools the tools that conditions may refer to
   * @param rules reads the entitlement as it is with an override
   */
  List<EntitlementSpec.OverrideSpec> read(
      YamlSection section, ExternalTools tools, Function<YamlSection, EntitlementSpec> rules) {
    Optional<Node> node = section.node("overrides");
    if (node.isPresent() && !(node.get() instanceof SequenceNode)) {
      section.problem(section.lineOf("overrides"), "'overrides' must be a list");
    }
    if (!(node.orElse(null) instanceof SequenceNode list)) {
      return List.of();
    }
    List<EntitlementSpec.OverrideSpec> overrides =
        list.getValue().stream()
            .flatMap(item -> override(item, section, tools, rules).stream())
            .toList();
    checkReachable(overrides);
    return overrides;
  }

  /**
   * The first override that matches applies. So an override never applies if an earlier one has the
   * same condition or always applies. An override with {@code false} is switched off on purpose.
   */
  private void checkReachable(List<EntitlementSpec.OverrideSpec> overrides) {
    Map<String, Integer> earlier = new HashMap<>();
    for (EntitlementSpec.OverrideSpec one : overrides) {
      String condition = one.condition().text().strip();
      if (condition.equals("false")) {
        continue;
      }
      if (condition.equals("true") && !one.equals(overrides.getLast())) {
        problems.add(
            CatalogProblem.at(
                one.line(),
                "this override always applies, so those after it never do: put it last"));
      }
      Integer first = earlier.putIfAbsent(condition, one.line());
      if (first != null) {
        problems.add(
            CatalogProblem.at(
                one.line(),
                "this override never applies: the one in line %d has the same condition and comes first"
                    .formatted(first)));
      }
    }
  }

  private Optional<EntitlementSpec.OverrideSpec> override(
      Node node,
      YamlSection entitlement,
      ExternalTools tools,
      Function<YamlSection, EntitlementSpec> read) {
    YamlSection section = new YamlSection(node, PolicyKeys.OVERRIDE, entitlement, problems);
    if (PolicyKeys.REPLACED.stream().noneMatch(section::owns)) {
      section.problem(section.line(), "this override replaces nothing");
    }
    checkForm(section, entitlement);
    Optional<Condition> condition = condition(section, scope(entitlement, tools));
    int before = problems.size();
    EntitlementSpec rules = read.apply(section);
    reportAtOverride(before, section);
    all.add(new Read(section, condition.map(Condition::groups).orElse(Set.of()), rules));
    return condition.map(holds -> new EntitlementSpec.OverrideSpec(section.line(), holds, rules));
  }

  private static void checkForm(YamlSection section, YamlSection entitlement) {
    boolean none = section.text("approvals").filter("0"::equals).isPresent();
    if (section.owns("approvals")
        && !section.owns("approvers")
        && !none
        && entitlement
            .nearestWith(PolicyKeys.STAGE_FORMS)
            .filter(one -> one.owns("stages"))
            .isPresent()) {
      section.problem(
          section.lineOf("approvals"),
          "'approvals' needs 'approvers' next to it here, because the entitlement has 'stages'");
    }
  }

  /** Checks the entitlement that results from each override. */
  void check(EntitlementChecks checks) {
    for (Read one : all) {
      int before = problems.size();
      checks.checkRules(one.section, one.rules);
      checks.checkConditionGroups(one.section, one.groups);
      reportAtOverride(before, one.section);
    }
  }

  /** Keeps only the problems that the override causes, and reports them at its line. */
  private void reportAtOverride(int before, YamlSection section) {
    List<CatalogProblem> known = problems.subList(0, before);
    List<CatalogProblem> added = problems.subList(before, problems.size());
    List<CatalogProblem> left =
        added.stream()
            .filter(problem -> !known.contains(problem))
            .map(
                problem ->
                    section.spans(problem.line())
                        ? problem
                        : new CatalogProblem(
                            section.line(),
                            "with this override, " + problem.what(),
                            problem.suggestion(),
                            false))
            .toList();
    added.clear();
    problems.addAll(left);
  }

  private Optional<Condition> condition(YamlSection section, ConditionScope scope) {
    Optional<String> text = section.required("when");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Compiled found = compiled.computeIfAbsent(new Text(text.get(), scope), OverrideReader::compile);
    found.problems.forEach(what -> section.problem(section.lineOf("when"), "'when': " + what));
    return found.condition;
  }

  private static Compiled compile(Text text) {
    List<String> wrong = new ArrayList<>();
    return new Compiled(Condition.compile(text.text, text.scope, wrong::add), wrong);
  }

  private static ConditionScope scope(YamlSection entitlement, ExternalTools tools) {
    Map<String, String> absent = new HashMap<>();
    boolean ofRule = entitlement.owns("match"); // What its groups open is known later.
    if (!ofRule && entitlement.node("account").isEmpty()) {
      absent.put(
          "account",
          "the entitlement has no 'account': account tags are known only if it opens exactly one"
              + " account");
    }
    if (tools.jiraProjects().isEmpty()) {
      absent.put("ticket", "the file has no 'tickets'");
    }
    if (!ofRule && entitlement.node("permission_set").isEmpty()) {
      absent.put("permission_set", "the entitlement has no 'permission_set'");
    }
    return new ConditionScope(tools.onCall(), tools.jiraProjects(), absent);
  }
}
