package dev.hourkey.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds entitlements whose groups undermine a policy: those that share a group, because the weaker
 * policy would decide, and those that name the group of an entitlement in 'eligible' or
 * 'approvers', because a grant would then make its holder eligible or an approver. A group in
 * 'excluded' is not a conflict: there, a grant can only take rights away from its holder.
 */
final class GroupConflicts {
  private final DirectoryAnswers answers;
  private final Map<String, List<EntitlementSpec>> byGroup = new LinkedHashMap<>();
  private final Map<EntitlementSpec, String> refused = new LinkedHashMap<>();

  /** Considers all entitlements of the file whose groups are known. */
  GroupConflicts(List<EntitlementSpec> specs, DirectoryAnswers answers) {
    this.answers = answers;
    for (EntitlementSpec spec : specs) {
      answers
          .knownId(spec.group())
          .ifPresent(id -> byGroup.computeIfAbsent(id, _ -> new ArrayList<>()).add(spec));
    }
  }

  /** The entitlements that would put people into this group. */
  List<EntitlementSpec> filling(String groupId) {
    return byGroup.getOrDefault(groupId, List.of());
  }

  /**
   * Returns the entitlements that must be left out, each with the reason.
   *
   * @param found the entitlements for which all nested groups are known
   */
  Map<EntitlementSpec, String> refused(Map<EntitlementSpec, Entitlement> found) {
    byGroup.values().stream()
        .filter(sharing -> sharing.size() > 1)
        .forEach(sharing -> sharing.forEach(spec -> refuseShared(spec, sharing)));
    found.forEach(
        (spec, entitlement) ->
            entitlement
                .entitlingGroups()
                .forEach(
                    named -> filling(named).forEach(filler -> refuseNamed(spec, filler, false))));
    refuseNested(found);
    return refused;
  }

  private void refuseNested(Map<EntitlementSpec, Entitlement> found) {
    Map<String, List<EntitlementSpec>> naming = new LinkedHashMap<>();
    found.forEach(
        (spec, entitlement) ->
            entitlement
                .entitlingGroups()
                .forEach(id -> naming.computeIfAbsent(id, _ -> new ArrayList<>()).add(spec)));
    Map<String, EntitlementSpec> fillers = new LinkedHashMap<>();
    found.forEach((spec, entitlement) -> fillers.put(entitlement.group().id(), spec));
    naming.forEach(
        (id, namers) ->
            answers.nestedIn(id).stream()
                .flatMap(nested -> Optional.ofNullable(fillers.get(nested)).stream())
                .forEach(filler -> namers.forEach(namer -> refuseNamed(namer, filler, true))));
  }

  private void refuseShared(EntitlementSpec spec, List<EntitlementSpec> sharing) {
    refused.putIfAbsent(
        spec,
        "its group '"
            + spec.group()
            + "' is also the group of "
            + sharing.stream()
                .filter(other -> !other.equals(spec))
                .map(GroupConflicts::quoted)
                .collect(Collectors.joining(", "))
            + ", so the weaker of the policies would decide; give each entitlement a group of its"
            + " own");
  }

  private void refuseNamed(EntitlementSpec namer, EntitlementSpec filler, boolean nested) {
    String group = "the group of " + quoted(filler) + (nested ? " as a nested member" : "");
    refused.putIfAbsent(
        namer,
        "its 'overrides', 'eligible' or 'approvers' name "
            + group
            + ", so a grant of it would give its holder a right here");
    refused.putIfAbsent(
        filler,
        "its group "
            + (nested ? "is a nested member of a group" : "is a group")
            + " in 'overrides', 'eligible' or 'approvers' of "
            + quoted(namer)
            + ", so a grant would give its holder a right there");
  }

  private static String quoted(EntitlementSpec spec) {
    return "'" + spec.id() + "' (line " + spec.line() + ")";
  }
}
