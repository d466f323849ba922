package dev.hourkey.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the groups that the rules of a policy file may turn into entitlements. Pure. */
final class RuleCandidates {
  private final List<RuleSpec> rules;
  private final Set<String> taken;

  RuleCandidates(PolicyFile file) {
    this.rules = file.rules();
    this.taken = file.specs().stream().map(spec -> lower(spec.group())).collect(Collectors.toSet());
  }

  /**
   * Whether an entitlement in the file has this group, by its name or its id. Entitlements take
   * precedence over rules.
   */
  boolean isTaken(EntraGroup group) {
    return taken.contains(lower(group.id())) || taken.contains(lower(group.name()));
  }

  /** The rules whose pattern for the group's name matches, in their order. */
  List<RuleSpec> rulesFor(EntraGroup group) {
    return rules.stream().filter(rule -> rule.match().matchesGroup(group.name())).toList();
  }

  /** Those of the given groups that a rule may turn into an entitlement. */
  List<EntraGroup> among(Collection<EntraGroup> groups) {
    return groups.stream().filter(group -> !isTaken(group) && !rulesFor(group).isEmpty()).toList();
  }

  private static String lower(String nameOrId) {
    return nameOrId.strip().toLowerCase(Locale.ROOT);
  }
}
