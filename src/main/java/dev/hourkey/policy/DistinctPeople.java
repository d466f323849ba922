package dev.hourkey.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether there are enough different people for several tasks. */
public final class DistinctPeople {
  private DistinctPeople() {}

  /** How many of these candidates are needed. Nobody can count for two needs. */
  public record Need<P>(Set<P> candidates, int people) {
    public Need {
      candidates = Set.copyOf(candidates);
    }
  }

  /** Whether every need can be met if each person counts for only one of them. */
  public static <P> boolean suffice(List<Need<P>> needs) {
    Map<P, Set<P>> taken = new HashMap<>(); // Each person who was chosen, with the alternatives.
    for (Need<P> need : needs) {
      for (int i = 0; i < need.people; i++) {
        if (!choose(need.candidates, taken, new HashSet<>())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Chooses one of these people, even if another task has to replace the one that it chose before.
   */
  private static <P> boolean choose(Set<P> candidates, Map<P, Set<P>> taken, Set<P> tried) {
    for (P candidate : candidates) {
      if (tried.add(candidate)
          && (!taken.containsKey(candidate) || choose(taken.get(candidate), taken, tried))) {
        taken.put(candidate, candidates);
        return true;
      }
    }
    return false;
  }
}
