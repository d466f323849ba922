package dev.hourkey.policy;

import java.util.Map;
import java.util.Set;

/**
 * What the conditions of one entitlement may ask about.
 *
 * @param onCall names that the policy file defines under {@code on_call}
 * @param absent names that mean nothing for this entitlement, such as {@code ticket}, each with the
 *     reason as a clause
 */
public record ConditionScope(Set<String> onCall, Map<String, String> absent) {
  public ConditionScope {
    onCall = Set.copyOf(onCall);
    absent = Map.copyOf(absent);
  }
}
