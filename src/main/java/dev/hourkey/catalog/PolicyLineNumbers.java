package dev.hourkey.catalog;

import dev.hourkey.policy.PolicyOverride;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the lines of the policy file in which the keys of entitlements are written. Pure. */
public final class PolicyLineNumbers {
  private final Map<String, Map<String, Integer>> entitlements = new HashMap<>();
  private final Map<Position, Map<String, Integer>> overrides = new HashMap<>();
  private final Map<String, Integer> defaults;

  /** The position of an override. A line may contain more than one override. */
  private record Position(int line, String condition) {}

  private PolicyLineNumbers(Node root) {
    Node shared = value(root, "defaults");
    this.defaults = keys(shared);
    readOverrides(shared);
    if (value(root, "entitlements") instanceof SequenceNode items) {
      for (Node item : items.getValue()) {
        if (value(item, "id") instanceof ScalarNode id) {
          entitlements.put(id.getValue(), lines(item));
          readOverrides(item);
        }
      }
    }
  }

  /** The keys of a rule are those of the entitlement that it makes. */
  private void readRule(Node root, String entitlement, RuleOrigin rule) {
    if (value(root, "rules") instanceof SequenceNode items) {
      for (Node item : items.getValue()) {
        if (YamlSection.lineOf(item) == rule.line()
            && value(item, "id") instanceof ScalarNode id
            && id.getValue().equals(rule.idTemplate())) {
          entitlements.put(entitlement, lines(item));
          readOverrides(item);
        }
      }
    }
  }

  private static Map<String, Integer> lines(Node item) {
    Map<String, Integer> lines = new HashMap<>(keys(item));
    lines.put("", YamlSection.lineOf(item));
    return lines;
  }

  private void readOverrides(@Nullable Node entitlement) {
    if (value(entitlement, "overrides") instanceof SequenceNode items) {
      for (Node item : items.getValue()) {
        if (value(item, "when") instanceof ScalarNode when) {
          overrides.put(
              new Position(YamlSection.lineOf(item), when.getValue().strip()), keys(item));
        }
      }
    }
  }

  /** The lines of a valid file, for an entitlement that it has or that one of its rules makes. */
  public static PolicyLineNumbers of(PolicyFile file, Entitlement entitlement) {
    return switch (YamlTree.of(file.text())) {
      case YamlTree.Root(Node root) -> {
        PolicyLineNumbers lines = new PolicyLineNumbers(root);
        entitlement.rule().ifPresent(rule -> lines.readRule(root, entitlement.id(), rule));
        yield lines;
      }
      case YamlTree.Broken(CatalogProblem problem) ->
          throw new IllegalArgumentException(problem.sentence());
    };
  }

  /**
   * The line of an entitlement's key. If the entitlement lacks the key, the key's line in the
   * defaults; if they lack it too, the line where the entitlement begins. 0 if there is no such
   * entitlement.
   */
  public int of(String entitlement, String key) {
    Map<String, Integer> own = entitlements.getOrDefault(entitlement, Map.of());
    return own.getOrDefault(key, defaults.getOrDefault(key, own.getOrDefault("", 0)));
  }

  /**
   * Like {@link #of(String, String)}, but if an override applies and has the key, the key's line in
   * the override.
   */
  public int of(String entitlement, Optional<PolicyOverride> override, String key) {
    return override
        .map(
            one ->
                overrides.getOrDefault(new Position(one.line(), one.condition().text()), Map.of()))
        .flatMap(keys -> Optional.ofNullable(keys.get(key)))
        .orElseGet(() -> of(entitlement, key));
  }

  private static Map<String, Integer> keys(@Nullable Node node) {
    Map<String, Integer> lines = new HashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          lines.put(key.getValue(), YamlSection.lineOf(key));
        }
      }
    }
    return lines;
  }

  private static @Nullable Node value(@Nullable Node node, String wanted) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(wanted)) {
          return entry.getValueNode();
        }
      }
    }
    return null;
  }
}
