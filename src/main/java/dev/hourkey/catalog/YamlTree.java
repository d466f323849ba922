package dev.hourkey.catalog;

import java.io.StringReader;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The tree of a YAML text. An anchor may be used any number of times. */
sealed interface YamlTree {
  /**
   * The maximum number of nodes with all aliases expanded; far more than the largest policy file
   * has.
   */
  long MAX_NODES = 200_000;

  record Root(Node node) implements YamlTree {}

  record Broken(CatalogProblem problem) implements YamlTree {}

  static YamlTree of(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // The expanded nodes are counted below.
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (YAMLException e) {
      return new Broken(YamlMistake.of(text, e));
    }
    if (root == null) {
      return new Broken(CatalogProblem.at(0, "the file is empty"));
    }
    return new Count().problem(root).<YamlTree>map(Broken::new).orElseGet(() -> new Root(root));
  }

  /**
   * How many nodes the tree has when every alias is expanded. An alias comes after its anchor in
   * the text, so each node is counted once, and the recursion is never deeper than the nesting of
   * the text.
   */
  final class Count {
    private static final long UNDER_WAY = -1;

    private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
    private Optional<CatalogProblem> problem = Optional.empty();

    Optional<CatalogProblem> problem(Node root) {
      long _ = size(root);
      return problem;
    }

    private long size(Node node) {
      Long known = sizes.get(node);
      if (known != null) {
        if (known == UNDER_WAY) {
          fail(node, "this anchor contains itself");
        }
        return Math.max(0, known);
      }
      sizes.put(node, UNDER_WAY);
      long size = 1;
      if (node instanceof SequenceNode sequence) {
        for (Node item : sequence.getValue()) {
          size += size(item);
        }
      } else if (node instanceof MappingNode mapping) {
        for (NodeTuple membershipKey : mapping.getValue()) {
          size += size(membershipKey.getKeyNode()) + size(membershipKey.getValueNode());
        }
      }
      if (size > MAX_NODES) {
        fail(node, "with its aliases expanded, this has more than " + MAX_NODES + " values");
      }
      sizes.put(node, Math.min(size, MAX_NODES));
      return Math.min(size, MAX_NODES);
    }

    private void fail(Node node, String what) {
      if (problem.isEmpty()) {
        problem = Optional.of(CatalogProblem.at(YamlSection.lineOf(node), what));
      }
    }
  }
}
