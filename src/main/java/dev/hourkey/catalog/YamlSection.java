package dev.hourkey.catalog;

import dev.hourkey.text.PlainText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the policy file, read key by key. Every problem is added to the list with its line
 * and reading continues, so that all problems are reported at once. A missing key is read from the
 * section of defaults.
 */
final class YamlSection {
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final @Nullable YamlSection defaults;
  private final List<CatalogProblem> problems;

  YamlSection(
      Node node, Set<String> keys, @Nullable YamlSection defaults, List<CatalogProblem> problems) {
    this.line = lineOf(node);
    this.defaults = defaults;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(entry -> put(entry, keys));
    } else {
      problems.add(CatalogProblem.at(line, "a list of 'key: value' lines is expected here"));
    }
  }

  int line() {
    return line;
  }

  /** The line of a key's value, or of the section where the key is left out. */
  int lineOf(String key) {
    return node(key).map(YamlSection::lineOf).orElse(line);
  }

  Optional<Node> node(String key) {
    Node own = values.get(key);
    return own != null
        ? Optional.of(own)
        : Optional.ofNullable(defaults).flatMap(shared -> shared.node(key));
  }

  /** Whether the key is in this section itself, and not only in the defaults. */
  boolean owns(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
    return node(key).flatMap(node -> scalar(node, "'" + key + "'"));
  }

  /** The value of a required key. */
  Optional<String> required(String key) {
    if (node(key).isEmpty()) {
      problem(line, "'" + key + "' is missing");
    }
    return text(key);
  }

  List<String> texts(String key) {
    return node(key)
        .map(
            node ->
                node instanceof SequenceNode sequence
                    ? sequence.getValue().stream()
                        .flatMap(item -> scalar(item, "an item of '" + key + "'").stream())
                        .toList()
                    : notAList(node, key))
        .orElseGet(List::of);
  }

  /** A list of principals, without the blanks around them. */
  List<String> principals(String key) {
    return texts(key).stream().map(String::strip).toList();
  }

  /** The same of this section and of the defaults, of which neither replaces the other. */
  List<String> unitedPrincipals(String key) {
    List<String> shared = defaults == null ? List.of() : defaults.unitedPrincipals(key);
    List<String> own = owns(key) ? principals(key) : List.of();
    return Stream.concat(shared.stream(), own.stream()).distinct().toList();
  }

  /** The items of a list that must not be empty. */
  List<Node> items(String key) {
    if (node(key).orElse(null) instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return sequence.getValue();
    }
    problem(lineOf(key), "'" + key + "' must be a list with at least one item");
    return List.of();
  }

  /** The first items of a list; that there are more than so many is a problem. */
  <T> List<T> atMost(int most, String key, List<T> items) {
    if (items.size() <= most) {
      return items;
    }
    problem(lineOf(key), "'%s' may have at most %d items".formatted(key, most));
    return items.subList(0, most);
  }

  int number(String key, int least, int most, int otherwise) {
    return read(
        key,
        otherwise,
        "'" + key + "' must be a whole number from " + least + " to " + most,
        text -> {
          int number = Integer.parseInt(text);
          return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        });
  }

  boolean flag(String key) {
    return read(
        key,
        false,
        "'" + key + "' must be true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  Duration duration(String key, Duration otherwise) {
    return read(
        key,
        otherwise,
        "'" + key + "' must be a duration like 45s, 30m, 8h or 2d",
        Durations::parse);
  }

  List<Duration> durations(String key, List<Duration> otherwise) {
    if (node(key).isEmpty()) {
      return otherwise;
    }
    return texts(key).stream()
        .flatMap(
            text -> {
              Optional<Duration> duration = Durations.parse(text);
              if (duration.isEmpty()) {
                problem(
                    lineOf(key),
                    "'" + text + "' in '" + key + "' is not a duration like 45s, 30m, 8h or 2d");
              }
              return duration.stream();
            })
        .distinct()
        .sorted()
        .toList();
  }

  void problem(int where, String what) {
    problems.add(CatalogProblem.at(where, what));
  }

  <T> T read(String key, T otherwise, String expected, Function<String, Optional<T>> parser) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    Optional<T> value;
    try {
      value = parser.apply(text.get().strip());
    } catch (IllegalArgumentException e) {
      value = Optional.empty();
    }
    if (value.isEmpty()) {
      problem(lineOf(key), expected + ", not '" + text.get() + "'");
    }
    return value.orElse(otherwise);
  }

  static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private void put(NodeTuple entry, Set<String> keys) {
    String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    int where = lineOf(entry.getKeyNode());
    if (!keys.contains(key)) {
      problems.add(
          new CatalogProblem(
              where,
              "'" + key + "' is not known here",
              SpellingSuggestion.nearest(key, keys),
              false));
    } else if (values.putIfAbsent(key, entry.getValueNode()) != null) {
      problem(where, "'" + key + "' is there twice");
    }
  }

  /** A value must not be empty: an empty one is a mistake, often a stray {@code #}. */
  private Optional<String> scalar(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(lineOf(node), what + " must be a single value" + hint(node));
      return Optional.empty();
    }
    if (isNothing(scalar)) {
      problem(
          lineOf(node),
          what + " is empty; leave it out, or put a value that begins with # into quotes");
      return Optional.empty();
    }
    return Optional.of(scalar.getValue());
  }

  private static boolean isNothing(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL) || PlainText.clean(scalar.getValue()).isEmpty();
  }

  /** A suggestion for a mapping such as {@code group: engineering} in a list. */
  private static String hint(Node node) {
    return node instanceof MappingNode mapping
            && mapping.getValue().size() == 1
            && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
            && mapping.getValue().getFirst().getValueNode() instanceof ScalarNode value
        ? ", like " + key.getValue() + ":" + value.getValue() + " without the space"
        : "";
  }

  private List<String> notAList(Node node, String key) {
    problem(
        lineOf(node),
        node instanceof ScalarNode scalar && isNothing(scalar)
            ? "'" + key + "' is empty; leave it out, or write a list like [a, b]"
            : "'" + key + "' must be a list, like [a, b]");
    return List.of();
  }
}
