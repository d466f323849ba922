package dev.hourkey.catalog;

import dev.hourkey.catalog.EntitlementIds.Owner;
import dev.hourkey.catalog.RuleEntitlements.Made;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds entitlements of rules whose ids can't be used. An id must mean the same group forever,
 * because requests, grants and the audit trail refer to it. Pure.
 */
final class RuleIds {
  private static final String RESOLVE =
      "; to settle it, write the group under 'entitlements' with the id that you want";

  private final Map<String, EntitlementSpec> written;
  private final Set<String> templates;
  private final Map<String, Owner> owners;
  private final Map<String, Map<String, String>> idsOfGroups = new HashMap<>();

  RuleIds(PolicyFile file, Map<String, Owner> owners) {
    this.written =
        file.specs().stream()
            .collect(Collectors.toMap(EntitlementSpec::id, Function.identity(), (one, _) -> one));
    this.templates =
        file.rules().stream().map(rule -> rule.id().text()).collect(Collectors.toSet());
    this.owners = owners;
    owners.forEach(
        (id, owner) ->
            owner
                .template()
                .ifPresent(
                    template ->
                        idsOfGroups
                            .computeIfAbsent(owner.groupId(), _ -> new HashMap<>())
                            .put(id, template)));
  }

  /** The ids that a group has had. */
  Set<String> had(String groupId) {
    return owners.entrySet().stream()
        .filter(owner -> owner.getValue().groupId().equalsIgnoreCase(groupId))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Those of the group's ids that came from a rule that the file still has. */
  Stream<String> current(String groupId) {
    return idsOfGroups.getOrDefault(groupId, Map.of()).entrySet().stream()
        .filter(known -> templates.contains(known.getValue()))
        .map(Map.Entry::getKey);
  }

  /** The entitlements that must be left out, each with the reason. */
  Map<Made, String> refused(List<Made> all) {
    Map<String, List<Made>> byId =
        all.stream().collect(Collectors.groupingBy(one -> one.spec().id()));
    Map<Made, String> refused = new LinkedHashMap<>();
    for (Made one : all) {
      why(one, byId.getOrDefault(one.spec().id(), List.of()))
          .ifPresent(why -> refused.put(one, why));
    }
    return refused;
  }

  private Optional<String> why(Made one, List<Made> sameId) {
    String id = one.spec().id();
    EntitlementSpec entitlement = written.get(id);
    if (entitlement != null) {
      return Optional.of(
          "its id would be '%s', which is that of the entitlement in line %d"
                  .formatted(id, entitlement.line())
              + RESOLVE);
    }
    if (EntitlementChecks.COMMANDS.contains(id)) {
      return Optional.of(
          "its id would be '%s', and `/aws-access %s` is a command".formatted(id, id) + RESOLVE);
    }
    if (sameId.size() > 1) {
      String others =
          sameId.stream()
              .filter(other -> !other.equals(one))
              .limit(3)
              .map(other -> "'" + other.group().name() + "'")
              .collect(Collectors.joining(", "));
      return Optional.of(
          "its id would be '%s', and so would that of %s".formatted(id, others) + RESOLVE);
    }
    return moved(one, id).or(() -> renamed(one, id));
  }

  private Optional<String> moved(Made one, String id) {
    return Optional.ofNullable(owners.get(id))
        .filter(owner -> !owner.groupId().equalsIgnoreCase(one.group().id()))
        .map(
            owner ->
                "its id would be '%s', which belonged to the group with the object id %s until now"
                        .formatted(id, owner.groupId())
                    + RESOLVE);
  }

  /**
   * Why a group must not get a new id because it or its account was renamed. If the template has
   * changed, the new id is intended.
   */
  private Optional<String> renamed(Made one, String id) {
    Map<String, String> ids = idsOfGroups.getOrDefault(one.group().id(), Map.of());
    return ids.containsKey(id)
        ? Optional.empty()
        : current(one.group().id())
            .sorted()
            .findFirst()
            .map(
                before ->
                    "its id would change from '%s' to '%s', without a change of the template"
                            .formatted(before, id)
                        + RESOLVE);
  }
}
