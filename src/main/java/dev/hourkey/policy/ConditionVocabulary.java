package dev.hourkey.policy;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The names and functions that a condition may use, and suggestions for misspelled ones. */
final class ConditionVocabulary {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private static final Set<String> OPERATORS =
      Set.of(
          "_&&_",
          "_||_",
          "!_",
          "_==_",
          "_!=_",
          "_<_",
          "_<=_",
          "_>_",
          "_>=_",
          "_+_",
          "_-_",
          "_?_:_",
          "-_",
          "@in",
          "_[_]",
          "@not_strictly_false");

  /** The last three are macros: CEL replaces them while it parses. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "in_hours",
          "duration",
          "timestamp",
          "size",
          "contains",
          "startsWith",
          "endsWith",
          "matches",
          "has",
          "all",
          "exists");

  private ConditionVocabulary() {}

  /** What may follow the name and a dot, like {@code open} after {@code ticket}. */
  static Set<String> fields(String name) {
    Set<String> fields =
        ConditionCompiler.VARIABLES.keySet().stream()
            .filter(variable -> variable.startsWith(name + "."))
            .map(variable -> variable.substring(name.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    if (name.equals("requester")) {
      fields.add("on_call");
    }
    return fields;
  }

  /** The names that an expression may begin with. */
  static Set<String> roots() {
    return ConditionCompiler.VARIABLES.keySet().stream()
        .map(variable -> variable.replaceFirst("\\..*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The end of a sentence about a word that is not known; empty if nothing resembles it. */
  static String suggestion(String word, Set<String> known) {
    return known.stream()
        .filter(candidate -> EDITS.apply(word, candidate) <= 1 + candidate.length() / 4)
        .min(Comparator.comparingInt(candidate -> EDITS.apply(word, candidate)))
        .map(better -> "; did you mean '" + better + "'?")
        .orElse("");
  }

  static String unknownName(String name) {
    Set<String> known = new TreeSet<>(roots());
    known.addAll(Set.of("true", "false"));
    return fields("requester").contains(name)
        ? "'%s' is not known here; did you mean 'requester.%s'?".formatted(name, name)
        : "'%s' is not known here%s".formatted(name, suggestion(name, known));
  }

  static String unknownMethod(String root, String function) {
    return "'%s' has no function '%s'%s"
        .formatted(
            root,
            function,
            root.equals("requester") ? suggestion(function, Set.of("on_call")) : "");
  }

  /** Why the function is refused; empty if it is known. */
  static Optional<String> unknownFunction(String function) {
    if (OPERATORS.contains(function) || FUNCTIONS.contains(function)) {
      return Optional.empty();
    }
    if (function.equals("on_call")) {
      return Optional.of(
          "'on_call' is a function of the requester: requester.on_call(\"platform\")");
    }
    String written = ConditionErrors.operator(function);
    return Optional.of(
        written.equals(function)
            ? "'%s' is not a function here%s".formatted(function, suggestion(function, FUNCTIONS))
            : "'%s' can't be used in a condition".formatted(written));
  }
}
