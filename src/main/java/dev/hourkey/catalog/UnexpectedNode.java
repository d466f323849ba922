package dev.hourkey.catalog;

import dev.hourkey.text.PlainText;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Describes a YAML value of the wrong kind, in words that complete a sentence. */
final class UnexpectedNode {
  private static final int MAX_SHOWN = 100;

  /** The quotation marks that word processors and chat apps put around text. */
  private static final Pattern TYPOGRAPHIC = Pattern.compile("[“”„‘’‚«»].*[“”‘’«»]");

  /** Characters that are invisible, or that change the order in which a text is shown. */
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\u00ad\\u061c\\u200b\\u202a-\\u202e\\u2060-\\u2069\\ufeff]");

  private UnexpectedNode() {}

  /** Whether a value has no visible characters. */
  static boolean isNothing(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL) || PlainText.clean(scalar.getValue()).isEmpty();
  }

  /**
   * What is wrong with a node where a single value belongs, as a whole sentence; empty if nothing
   * is. A value must not be empty: an empty one is a mistake, often a stray {@code #}.
   */
  static Optional<String> insteadOfValue(String what, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return Optional.of(what + " must be a single value" + notSingle(node));
    }
    if (isNothing(scalar)) {
      return Optional.of(
          what + " is empty; leave it out, or put a value that begins with # into quotes");
    }
    if (TYPOGRAPHIC.matcher(scalar.getValue()).matches()) {
      return Optional.of(
          what
              + " has typographic quotation marks, which are not quotes in YAML: write \" instead");
    }
    Matcher invisible = INVISIBLE.matcher(scalar.getValue());
    if (invisible.find()) {
      return Optional.of(
          "%s has an invisible character (U+%04X); type it again"
              .formatted(what, (int) invisible.group().charAt(0)));
    }
    String tag = scalar.getTag().getValue();
    return tag.startsWith("!")
        ? Optional.of(what + " has the tag " + tag + ", which means nothing here")
        : Optional.empty();
  }

  /**
   * Says what is there instead of a single value, with a suggestion for {@code group: engineering}
   * in a list.
   */
  private static String notSingle(Node node) {
    if (node instanceof SequenceNode) {
      return ", not a list";
    }
    return node instanceof MappingNode mapping
            && mapping.getValue().size() == 1
            && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
            && PrincipalForm.KINDS.contains(key.getValue())
            && mapping.getValue().getFirst().getValueNode() instanceof ScalarNode value
            && !isNothing(value)
        ? ", like " + key.getValue() + ":" + value.getValue() + " without the space"
        : ", not 'key: value' lines";
  }

  /** What is wrong with a node where keys belong, as a whole sentence. */
  static String insteadOfKeys(Node node) {
    return "'key: value' lines are expected here, not "
        + switch (node) {
          case ScalarNode scalar when isNothing(scalar) -> "nothing";
          case ScalarNode scalar -> "'" + shown(scalar) + "'";
          default -> "a list; leave out the dashes or brackets";
        };
  }

  /**
   * The problem of a node where a list belongs, with the list of one item that was probably meant.
   */
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

  /** What is wrong with a node where a list with at least one item belongs, as a whole sentence. */
  static String insteadOfItems(String key, Optional<Node> node) {
    return "'%s' must be a list with at least one item%s"
        .formatted(
            key,
            node.filter(MappingNode.class::isInstance).isPresent()
                ? ", each of which begins with '- '"
                : "");
  }

  /**
   * Whether the value is not a list, or nothing in the list can be used. Each mistake was already
   * reported.
   */
  static boolean hasOnlyMistakes(Node list, Predicate<String> usable) {
    return !(list instanceof SequenceNode sequence)
        || (!sequence.getValue().isEmpty()
            && sequence.getValue().stream()
                .noneMatch(
                    item -> item instanceof ScalarNode scalar && usable.test(scalar.getValue())));
  }

  /**
   * Reports an unquoted text that YAML 1.1 reads as true or false, because some tools rewrite it.
   */
  static void checkText(YamlSection section, String key) {
    if (section.node(key).orElse(null) instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getTag().equals(Tag.BOOL)) {
      section.problem(
          section.lineOf(key),
          "put '%s' in '%s' in quotes: without them some tools read it as true or false"
              .formatted(scalar.getValue(), key),
          Optional.of('"' + scalar.getValue() + '"'));
    }
  }

  /** The text in lower case, if the key allows that value. */
  static <T> Optional<String> inLowerCase(String text, Function<String, Optional<T>> parser) {
    return Optional.of(text.toLowerCase(Locale.ROOT))
        .filter(small -> !small.equals(text) && parser.apply(small).isPresent());
  }

  /** The meaning of YAML 1.1's words for true and false, which YAML 1.2 reads as text. */
  static Optional<String> likelyFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "on" -> Optional.of("true");
      case "false", "no", "n", "off" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  /**
   * The problem of a key that is not known in this place, with the known key that was probably
   * meant.
   */
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
    return PlainText.cut(scalar.getValue(), MAX_SHOWN);
  }
}
