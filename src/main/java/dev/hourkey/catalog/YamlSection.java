package dev.hourkey.catalog;

import java.time.Duration;
import java.util.HashMap;
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

/**
 * One mapping of the policy file, read key by key. Every problem is added to the list with its line
 * and reading continues, so that all problems are reported at once. A missing key is read from the
 * section of defaults.
 */
final class YamlSection {
  private final int line;
  private final int lastLine;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> keyLines = new HashMap<>();
  private final @Nullable YamlSection defaults;
  private final List<CatalogProblem> problems;

  YamlSection(
      Node node, Set<String> keys, @Nullable YamlSection defaults, List<CatalogProblem> problems) {
    this.line = lineOf(node);
    this.lastLine = node.getEndMark().getLine() + 1;
    this.defaults = defaults;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(entry -> put(entry, keys));
    } else {
      problems.add(CatalogProblem.at(line, UnexpectedNode.insteadOfKeys(node)));
    }
  }

  int line() {
    return line;
  }

  /** Whether a line belongs to this section. */
  boolean spans(int other) {
    return line <= other && other <= lastLine;
  }

  /** The line of a key's value, or of the section if the key is left out. */
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

  /** This section or, if it has none of these keys, the nearest default section that has one. */
  Optional<YamlSection> nearestWith(Set<String> keys) {
    return keys.stream().anyMatch(this::owns)
        ? Optional.of(this)
        : Optional.ofNullable(defaults).flatMap(shared -> shared.nearestWith(keys));
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
                    : notAList(key, node))
        .orElseGet(List::of);
  }

  private List<String> notAList(String key, Node node) {
    problems.add(UnexpectedNode.insteadOfList(key, node));
    return List.of();
  }

  /** A list of principals, without white space around them. */
  List<String> principals(String key) {
    return texts(key).stream().map(String::strip).toList();
  }

  /** The principals of this section and of its defaults together. */
  List<String> mergedPrincipals(String key) {
    List<String> shared = defaults == null ? List.of() : defaults.mergedPrincipals(key);
    List<String> own = owns(key) ? principals(key) : List.of();
    return Stream.concat(shared.stream(), own.stream()).distinct().toList();
  }

  /** The items of a list that must not be empty. */
  List<Node> items(String key) {
    if (node(key).orElse(null) instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return sequence.getValue();
    }
    problem(lineOf(key), UnexpectedNode.insteadOfItems(key, node(key)));
    return List.of();
  }

  int number(String key, int least, int max, int otherwise) {
    return read(
        key,
        otherwise,
        "'" + key + "' must be a whole number from " + least + " to " + max,
        text -> {
          int number = Integer.parseInt(text);
          return number >= least && number <= max && text.equals(Integer.toString(number))
              ? Optional.of(number)
              : Optional.empty();
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
            },
        UnexpectedNode::likelyFlag);
  }

  Duration duration(String key, Duration otherwise) {
    return read(
        key,
        otherwise,
        "'" + key + "' must be a duration like 45s, 30m, 8h or 2d",
        Durations::parse,
        Durations::suggestion);
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
                    "'" + text + "' in '" + key + "' is not a duration like 45s, 30m, 8h or 2d",
                    Durations.suggestion(text));
              }
              return duration.stream();
            })
        .distinct()
        .sorted()
        .toList();
  }

  void problem(int where, String what) {
    problem(where, what, Optional.empty());
  }

  void problem(int where, String what, Optional<String> suggestion) {
    problems.add(new CatalogProblem(where, what, suggestion, false));
  }

  <T> T read(String key, T otherwise, String expected, Function<String, Optional<T>> parser) {
    return read(key, otherwise, expected, parser, text -> UnexpectedNode.inLowerCase(text, parser));
  }

  private <T> T read(
      String key,
      T otherwise,
      String expected,
      Function<String, Optional<T>> parser,
      Function<String, Optional<String>> suggestion) {
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
      String found = text.get().strip();
      problem(lineOf(key), expected + ", not '" + found + "'", suggestion.apply(found));
    }
    return value.orElse(otherwise);
  }

  static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private void put(NodeTuple entry, Set<String> keys) {
    int where = lineOf(entry.getKeyNode());
    if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
      problem(where, "a key must be a word, not a list or 'key: value' lines");
      return;
    }
    String key = scalar.getValue();
    if (!keys.contains(key)) {
      problems.add(UnexpectedNode.unknownKey(where, key, keys));
    } else if (values.containsKey(key)) {
      problem(
          where, "'%s' appears twice; the first is in line %d".formatted(key, keyLines.get(key)));
    } else {
      values.put(key, entry.getValueNode());
      keyLines.put(key, where);
    }
  }

  private Optional<String> scalar(Node node, String what) {
    Optional<String> problem = UnexpectedNode.insteadOfValue(what, node);
    problem.ifPresent(sentence -> problem(lineOf(node), sentence));
    return problem.isEmpty() && node instanceof ScalarNode scalar
        ? Optional.of(scalar.getValue().strip())
        : Optional.empty();
  }
}
