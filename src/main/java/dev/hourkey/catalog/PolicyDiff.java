package dev.hourkey.catalog;

import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The differences between two policy files: who may request or approve more, and who less.
 *
 * @param changes those of the whole file and its rules, then those of each entitlement in the order
 *     of the new file, then the entitlements that are gone
 */
public record PolicyDiff(List<PolicyChange> changes) {
  public PolicyDiff {
    changes = List.copyOf(changes);
  }

  /**
   * The differences between two valid files. It compares their meaning, including all defaults. A
   * different order, a different notation or a comment does not count. Pure.
   */
  public static PolicyDiff between(PolicyFile before, PolicyFile after) {
    return PolicyComparison.between(before, after);
  }

  /**
   * The differences in words, one line each. Changes that widen access come first, and a change
   * that several entitlements share is one line.
   *
   * @param maxLines how many lines are listed; the others are only counted
   * @param maxNames how many entitlements a line names; the others are only counted
   */
  public List<String> lines(int maxLines, int maxNames) {
    Map<String, List<String>> entitlements = new LinkedHashMap<>();
    changes.stream()
        .sorted(Comparator.comparing(PolicyChange::effect))
        .forEach(
            change ->
                entitlements
                    .computeIfAbsent(line(change), _ -> new ArrayList<>())
                    .add(change.entitlement()));
    List<String> lines = new ArrayList<>();
    entitlements.entrySet().stream()
        .limit(maxLines)
        .forEach(line -> lines.add(line.getKey().formatted(names(line.getValue(), maxNames))));
    int rest = entitlements.size() - lines.size();
    if (rest > 0) {
      lines.add("and " + Counted.of(rest, "more change"));
    }
    return lines;
  }

  private static String line(PolicyChange change) {
    return change.effect().word() + " %s: " + change.words().replace("%", "%%");
  }

  private static String names(List<String> entitlements, int max) {
    if (entitlements.getFirst().isEmpty()) {
      return "the whole file";
    }
    String first = entitlements.stream().limit(max).collect(Collectors.joining(", "));
    return entitlements.size() > max
        ? first + " and " + (entitlements.size() - max) + " more"
        : first;
  }
}
