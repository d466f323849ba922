package dev.hourkey.policy;

import java.util.Map;
import java.util.Set;

/**
 * What the conditions of one entitlement may ask about.
 *
 * @param onCall what the policy file defines under {@code on_call}
 * @param ticketProjects the projects whose tickets count
 * @param absent names that mean nothing for this entitlement, such as {@code ticket}, each with the
 *     reason as a clause
 */
public record ConditionScope(
    Map<String, OnCallSchedule> onCall, Set<String> ticketProjects, Map<String, String> absent) {
  public ConditionScope {
    onCall = Map.copyOf(onCall);
    ticketProjects = Set.copyOf(ticketProjects);
    absent = Map.copyOf(absent);
  }
}
