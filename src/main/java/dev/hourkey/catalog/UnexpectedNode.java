package dev.hourkey.catalog;

import dev.hourkey.text.PlainText;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Says what stands where another kind of value belongs, as the end of a sentence. */
final class UnexpectedNode {
  private static final int MOST_SHOWN = 100;

  private UnexpectedNode() {}

  /** Whether nothing can be seen of a value. */
  static boolean isNothing(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL) || PlainText.clean(scalar.getValue()).isEmpty();
  }

  /**
   * Where a single value belongs, as a whole sentence; empty if it is one. A value must not be
   * empty: an empty one is a mistake, often a stray {@code #}.
   */
  static Optional<String> insteadOfValue(String what, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return Optional.of(what + " must be a single value" + notSingle(node));
    }
    if (isNothing(scalar)) {
      return Optional.of(
          what + " is empty; leave it out, or put a value that begins with # into quotes");
    }
    String tag = scalar.getTag().getValue();
    return tag.startsWith("!")
        ? Optional.of(what + " has the tag " + tag + ", which means nothing here")
        : Optional.empty();
  }

  /** With a suggestion for {@code group: engineering} in a list. */
  private static String notSingle(Node node) {
    if (node instanceof SequenceNode) {
      return ", not a list";
    }
    return node instanceof MappingNode mapping
            && mapping.getValue().size() == 1
            && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
            && mapping.getValue().getFirst().getValueNode() instanceof ScalarNode value
        ? ", like " + key.getValue() + ":" + value.getValue() + " without the space"
        : ", not 'key: value' lines";
  }

  /** Where keys belong, as a whole sentence. */
  static String insteadOfKeys(Node node) {
    return "'key: value' lines are expected here, not "
        + switch (node) {
          case ScalarNode scalar when isNothing(scalar) -> "nothing";
          case ScalarNode scalar -> "'" + shown(scalar) + "'";
          default -> "a list; leave out the dashes or brackets";
        };
  }

  /** Where a list belongs, with the list of one item that was probably meant. */
  static CatalogProblem insteadOfList(String key, Node node) {
    int line = YamlSection.lineOf(node);
    String expected = "'" + key + "' must be a list, like [a, b], not ";
    if (!(node instanceof ScalarNode scalar)) {
      return CatalogProblem.at(line, expected + "'key: value' lines");
    }
    return isNothing(scalar)
        ? CatalogProblem.at(
            line, "'" + key + "' is empty; leave it out, or write a list like [a, b]")
        : new CatalogProblem(
            line, expected + "a single value", Optional.of("[" + shown(scalar) + "]"), false);
  }

  /** What the words for true and false in YAML 1.1 mean, which YAML 1.2 reads as text. */
  static Optional<String> likelyFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "on" -> Optional.of("true");
      case "false", "no", "n", "off" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  /** A key that means nothing where it stands, with the known key that was probably meant. */
  static CatalogProblem unknownKey(int line, String key, Set<String> known) {
    if (key.equals("<<")) {
      return CatalogProblem.at(
          line,
          "'<<' is not supported: it merges an anchor's keys; write the keys here, or put shared"
              + " ones into 'defaults'");
    }
    String visible = PlainText.clean(key).strip();
    return known.contains(visible)
        ? CatalogProblem.at(
            line, "'" + visible + "' has an invisible character next to it; type the line again")
        : new CatalogProblem(
            line, "'" + key + "' is not known here", SpellingSuggestion.nearest(key, known), false);
  }

  private static String shown(ScalarNode scalar) {
    return PlainText.cut(scalar.getValue(), MOST_SHOWN);
  }
}
