package dev.hourkey.doctor;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.text.Counted;
import java.util.List;
import java.util.Set;

/** Checks that the groups in the policy file are set up correctly. */
final class GroupChecks {
  private final EntraDiagnostics entra;
  private final EntraRights rights;

  GroupChecks(EntraDiagnostics entra, EntraRights rights) {
    this.entra = entra;
    this.rights = rights;
  }

  void check(Checks checks, PolicyReferences named) {
    named
        .entitlementGroups()
        .forEach(
            (entitlement, name) -> {
              String tried = "Look up the group " + name + " of '" + entitlement + "'";
              checks
                  .ask(tried, () -> entra.directory().groups(name), found -> usable(tried, found))
                  .filter(found -> found.size() == 1 && found.getFirst().unusable().isEmpty())
                  .ifPresent(found -> group(checks, found.getFirst().group()));
            });
    for (String name : named.principalGroups()) {
      String tried = "Look up the group " + name + " that gives or has rights";
      checks
          .askAll(
              tried, () -> entra.directory().groups(name), found -> principal(tried, found, rights))
          .filter(found -> found.size() == 1)
          .ifPresent(found -> members(checks, found.getFirst().group()));
    }
  }

  static Finding usable(String tried, List<FoundGroup> found) {
    return switch (found.size()) {
      case 0 ->
          wrong(
              tried, "Entra has no such group.", "Correct the name, or use the group's object id.");
      case 1 ->
          found
              .getFirst()
              .unusable()
              .map(
                  why ->
                      wrong(
                          tried,
                          "The group " + why + ".",
                          "Use a separate security group that was created in Entra, with assigned"
                              + " members and without Entra roles."))
              .orElseGet(() -> Finding.ok(Area.ENTRA, tried, "It exists, and is a usable group."));
      default ->
          wrong(
              tried,
              "Entra has %d groups with this name.".formatted(found.size()),
              "Use the group's object id in the policy file.");
    };
  }

  /**
   * Checks a group of approvers. Its kind does not matter, but Hourkey must not be able to change
   * it.
   */
  static List<Finding> principal(String tried, List<FoundGroup> found, EntraRights rights) {
    if (found.size() != 1) {
      return List.of(usable(tried, found));
    }
    boolean changeable =
        rights.units().stream()
            .anyMatch(unit -> unit.groups().contains(found.getFirst().group().id()));
    return List.of(
        changeable
            ? wrong(
                tried,
                "It is in Hourkey's administrative unit, so Hourkey could change who approves.",
                "Remove it from the unit.")
            : Finding.ok(Area.ENTRA, tried, "It exists."));
  }

  private void members(Checks checks, EntraGroup group) {
    String tried = "Look for people in the group " + group.name();
    checks.askAll(
        tried,
        () -> entra.persons().membersOf(group.id()),
        people ->
            people.filter(List::isEmpty).isPresent() // No answer: the group is too large to list.
                ? List.of(
                    Finding.note(
                            Area.ENTRA,
                            tried,
                            "Nobody is in it, so nobody has any rights through it.",
                            "Add people to it, unless it is meant to be empty.")
                        .see(DocumentationLinks.POLICY))
                : List.of());
  }

  private void group(Checks checks, EntraGroup group) {
    String tried = "Look for groups inside " + group.name();
    checks.askAll(
        tried,
        () -> entra.directory().nestedIn(group.id()),
        nested -> nested.isEmpty() ? List.of() : List.of(nested(tried, nested)));
    Finding change = rights.change(group);
    checks.add(change);
    boolean closed =
        rights.units().stream()
            .anyMatch(unit -> unit.restricted() && unit.groups().contains(group.id()));
    if (!closed) {
      String asked = "Read the owners of " + group.name();
      checks.askAll(
          asked,
          () -> entra.owners(group.id()),
          owners -> owners.isEmpty() ? List.of() : List.of(owners(asked, owners)));
    }
  }

  static Finding nested(String tried, Set<String> nested) {
    return wrong(
        tried,
        "It contains %s, so people have access without a request."
            .formatted(Counted.of(nested.size(), "group")),
        "Remove them; an entitlement's group must contain only people.");
  }

  static Finding owners(String tried, Set<String> owners) {
    return Finding.note(
            Area.ENTRA,
            tried,
            "Its owners can add members without Hourkey: " + String.join(", ", owners) + ".",
            "Remove the owners, or put the group into a restricted unit.")
        .see(DocumentationLinks.GROUPS);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.ENTRA, tried, found, advice).see(DocumentationLinks.GROUPS);
  }
}
