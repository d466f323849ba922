package dev.hourkey.catalog;

import dev.hourkey.catalog.PolicyChange.Effect;
import java.util.List;
import java.util.Map;

/** Compares the stages of approval of two policy files as a whole. Pure. */
final class StageComparison {
  private StageComparison() {}

  /** If stages are added and all earlier stages stay in their order, more approvals are needed. */
  static Effect effect(List<Map<String, Object>> was, List<Map<String, Object>> is) {
    if (was.size() == is.size()) {
      return Effect.CHANGES;
    }
    return contains(is, was) ? Effect.NARROWS : contains(was, is) ? Effect.WIDENS : Effect.CHANGES;
  }

  /** The stages that need an approval. */
  static List<Map<String, Object>> needed(List<?> stages) {
    return stages.stream()
        .map(stage -> PolicyFileValues.of((Record) stage))
        .filter(stage -> !Integer.valueOf(0).equals(stage.get("approvals")))
        .toList();
  }

  /** Whether a list has all items of another one, in the same order. */
  private static boolean contains(List<?> items, List<?> among) {
    int found = 0;
    for (Object item : items) {
      if (found < among.size() && item.equals(among.get(found))) {
        found++;
      }
    }
    return found == among.size();
  }
}
