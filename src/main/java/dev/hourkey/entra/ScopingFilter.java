package dev.hourkey.entra;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;

import com.microsoft.graph.models.Filter;
import com.microsoft.graph.models.FilterClause;
import com.microsoft.graph.models.FilterGroup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The condition under which the job provisions an object, in words. */
final class ScopingFilter {
  private ScopingFilter() {}

  /**
   * All sets must match. A set matches if one of its groups does, and a group if all its clauses
   * do.
   */
  static Optional<String> words(@Nullable Filter filter) {
    if (filter == null) {
      return Optional.empty();
    }
    return Stream.of(
            ScopingFilter.<FilterGroup>all(filter.getGroups()),
            ScopingFilter.<FilterGroup>all(filter.getInputFilterGroups()),
            ScopingFilter.<FilterGroup>all(filter.getCategoryFilterGroups()))
        .map(ScopingFilter::anyOf)
        .filter(words -> !words.isEmpty())
        .reduce((one, other) -> "(" + one + ") and (" + other + ")");
  }

  private static String anyOf(List<FilterGroup> groups) {
    return groups.stream()
        .map(group -> ScopingFilter.<FilterClause>all(group.getClauses()))
        .filter(clauses -> !clauses.isEmpty())
        .map(clauses -> clauses.stream().map(ScopingFilter::words).collect(joining(" and ")))
        .collect(joining(", or "));
  }

  private static String words(FilterClause clause) {
    List<String> values =
        clause.getTargetOperand() == null
            ? List.of()
            : ScopingFilter.<String>all(clause.getTargetOperand().getValues());
    return Stream.of(
            requireNonNullElse(clause.getSourceOperandName(), ""),
            requireNonNullElse(clause.getOperatorName(), ""),
            String.join(", ", values))
        .filter(word -> !word.isEmpty())
        .collect(joining(" "));
  }

  private static <T> List<T> all(@Nullable List<T> list) {
    return requireNonNullElse(list, List.of());
  }
}
