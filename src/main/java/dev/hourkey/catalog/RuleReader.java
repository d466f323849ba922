package dev.hourkey.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the keys that a rule has in addition to those of an entitlement, and compares it with the
 * other rules.
 */
final class RuleReader {
  private static final String OU = "ou";

  private final List<CatalogProblem> problems;

  RuleReader(List<CatalogProblem> problems) {
    this.problems = problems;
  }

  /**
   * @param common what its entitlements have in common; its id and name are the templates
   */
  RuleSpec read(YamlSection section, EntitlementSpec common) {
    RuleSpec rule =
        new RuleSpec(
            section.line(),
            match(section),
            new NameTemplate(common.id()),
            new NameTemplate(common.name()),
            common);
    check(section, "id", rule.id());
    if (section.owns("name")) {
      check(section, "name", rule.name());
    }
    checkVaries(section, rule);
    return rule;
  }

  private static void check(YamlSection section, String key, NameTemplate template) {
    template.check(
        (what, better) ->
            section.problem(
                section.lineOf(key),
                "'%s': %s".formatted(key, what),
                Optional.of(better).filter(one -> !one.isEmpty())));
  }

  private static void checkVaries(YamlSection section, RuleSpec rule) {
    RuleMatch match = rule.match();
    Set<String> varying = new LinkedHashSet<>(rule.id().placeholders());
    if (Glob.isOne(match.account().id()) || Glob.isOne(match.account().name())) {
      varying.removeAll(Set.of(NameTemplate.ACCOUNT_ID, NameTemplate.ACCOUNT_NAME));
    }
    if (Glob.isOne(match.permissionSet().name())) {
      varying.remove(NameTemplate.PERMISSION_SET);
    }
    if (varying.isEmpty() && !Glob.isOne(match.group()) && !rule.id().text().isEmpty()) {
      section.problem(
          section.lineOf("id"),
          "'id': every group that the rule matches would have the id '%s', but an id belongs to only one group; use {group}"
              .formatted(rule.id().text()));
    }
  }

  private RuleMatch match(YamlSection rule) {
    Optional<Node> node = rule.node("match");
    if (node.isEmpty()) {
      rule.problem(rule.line(), "'match' is missing");
      return new RuleMatch(List.of(), RuleMatch.Account.ANY, RuleMatch.PermissionSet.ANY);
    }
    YamlSection match = new YamlSection(node.get(), PolicyKeys.MATCH, null, problems);
    if (node.get() instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
      match.problem(match.line(), "'match' is empty; for all groups, write 'group: \"*\"'");
    }
    return new RuleMatch(
        patterns(match, "group"),
        part(match, "account", PolicyKeys.MATCH_ACCOUNT)
            .map(
                account ->
                    new RuleMatch.Account(
                        accountIds(account),
                        patterns(account, "name"),
                        patterns(account, OU),
                        tags(account)))
            .orElse(RuleMatch.Account.ANY),
        part(match, "permission_set", PolicyKeys.MATCH_PERMISSION_SET)
            .map(set -> new RuleMatch.PermissionSet(patterns(set, "name"), tags(set)))
            .orElse(RuleMatch.PermissionSet.ANY));
  }

  private Optional<YamlSection> part(YamlSection match, String key, Set<String> keys) {
    return match
        .node(key)
        .filter(
            node -> {
              if (node instanceof ScalarNode value && !UnexpectedNode.isNothing(value)) {
                boolean id = AccountId.isOne(value.getValue());
                match.problem(
                    match.lineOf(key),
                    "'%s' in 'match' must be like { %s: \"%s\" }"
                        .formatted(key, id ? "id" : "name", value.getValue()));
                return false;
              }
              return true;
            })
        .map(
            node -> {
              YamlSection part = new YamlSection(node, keys, null, problems);
              if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
                match.problem(match.lineOf(key), "'" + key + "' is empty; leave it out");
              }
              return part;
            });
  }

  private Map<String, List<String>> tags(YamlSection part) {
    if (!(part.node("tags").orElse(null) instanceof MappingNode mapping)
        || mapping.getValue().isEmpty()) {
      part.node("tags")
          .ifPresent(_ -> part.problem(part.lineOf("tags"), "'tags' must be like { env: dev }"));
      return Map.of();
    }
    Set<String> keys = new LinkedHashSet<>();
    mapping
        .getValue()
        .forEach(
            entry -> {
              if (entry.getKeyNode() instanceof ScalarNode key) {
                keys.add(key.getValue());
              }
            });
    YamlSection tags = new YamlSection(mapping, keys, null, problems);
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    keys.forEach(key -> wanted.put(key, patterns(tags, key)));
    return wanted;
  }

  /** One pattern, or a list of them; none if the key is left out. */
  private static List<String> patterns(YamlSection section, String key) {
    List<String> patterns =
        values(section, key).stream().map(ScalarNode::getValue).map(String::strip).toList();
    for (String pattern : patterns) {
      if (key.equals(OU)) {
        checkPath(section, pattern);
      }
      Glob.problem(pattern)
          .ifPresent(
              what ->
                  section.problem(
                      section.lineOf(key),
                      "'%s' in '%s' %s".formatted(pattern, key, what),
                      Glob.suggestion(pattern)));
    }
    return patterns;
  }

  /** Checks that a path has a slash between two names, and none before or after them. */
  private static void checkPath(YamlSection section, String pattern) {
    String better = pattern.replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
    if (!better.equals(pattern)) {
      section.problem(
          section.lineOf(OU),
          "'%s' in 'ou' never matches: a path consists of the names below the root, separated by single slashes"
              .formatted(pattern),
          Optional.of(better).filter(one -> !one.isEmpty()));
    }
  }

  private static List<String> accountIds(YamlSection account) {
    List<ScalarNode> ids = values(account, "id");
    ids.forEach(id -> AccountId.check(account, "id", id));
    return ids.stream().map(ScalarNode::getValue).toList();
  }

  private static List<ScalarNode> values(YamlSection section, String key) {
    Node node = section.node(key).orElse(null);
    if (node == null) {
      return List.of();
    }
    List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    if (nodes.isEmpty()) {
      section.problem(section.lineOf(key), "'" + key + "' is empty; leave it out");
    }
    List<ScalarNode> values = new ArrayList<>();
    for (Node one : nodes) {
      UnexpectedNode.insteadOfValue("'" + key + "'", one)
          .ifPresentOrElse(
              what -> section.problem(YamlSection.lineOf(one), what),
              () -> values.add((ScalarNode) one));
    }
    return values;
  }

  /** Finds rules that can never apply. */
  void check(List<RuleSpec> rules) {
    for (int i = 0; i < rules.size(); i++) {
      RuleSpec rule = rules.get(i);
      rules.subList(0, i).stream()
          .filter(earlier -> earlier.match().covers(rule.match()))
          .findFirst()
          .ifPresent(
              earlier ->
                  problems.add(
                      CatalogProblem.at(
                          rule.line(),
                          "this rule never applies: the rule in line %d comes first and matches everything that this one does; put this one before it"
                              .formatted(earlier.line()))));
    }
  }
}
