package dev.hourkey.doctor;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.doctor.EntraDiagnostics.Role;
import dev.hourkey.doctor.EntraDiagnostics.Self;
import dev.hourkey.doctor.EntraDiagnostics.Token;
import dev.hourkey.doctor.EntraDiagnostics.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Determines what Hourkey may change in Entra. Only adding a member proves that it works, so this
 * class compares roles, units and permissions with Microsoft's documentation. Pure.
 *
 * @param token empty if the token cannot be read
 * @param self empty if Hourkey could not be found
 * @param units the units that Hourkey has a role for
 */
record EntraRights(Optional<Token> token, Optional<Self> self, List<Unit> units) {
  static final String DIRECTORY_READERS = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
  static final String GROUPS_ADMINISTRATOR = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

  private static final String USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1";

  /** Microsoft's roles that allow changes to the members of a unit's groups. */
  private static final Set<String> CHANGE_MEMBERS =
      Set.of(GROUPS_ADMINISTRATOR, USER_ADMINISTRATOR);

  private static final String UNIT = "/administrativeUnits/";

  /** Roles that are dangerous for the whole tenant. */
  private static final Map<String, String> TOO_MUCH =
      Map.of(
          "62e90394-69f5-4237-9190-012177145e10",
          "Global Administrator",
          "e8611ab8-c189-46e8-94e1-60213ab1f814",
          "Privileged Role Administrator",
          USER_ADMINISTRATOR,
          "User Administrator",
          GROUPS_ADMINISTRATOR,
          "Groups Administrator",
          "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
          "Application Administrator",
          "158c047a-c907-4556-b7ef-446551a6b5f7",
          "Cloud Application Administrator");

  /**
   * With these permissions, the call that removes a member would delete the person if the end of
   * its URL were lost.
   */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "User.ReadWrite.All",
          "Directory.ReadWrite.All",
          "RoleManagement.ReadWrite.Directory",
          "AppRoleAssignment.ReadWrite.All",
          "Application.ReadWrite.All");

  private static final Set<String> ALL_GROUPS =
      Set.of("GroupMember.ReadWrite.All", "Group.ReadWrite.All");

  /** The units that these roles are for. */
  static List<String> unitsOf(Self self) {
    return self.roles().stream()
        .map(Role::scope)
        .filter(scope -> scope.startsWith(UNIT))
        .map(scope -> scope.substring(UNIT.length()))
        .distinct()
        .toList();
  }

  /** Finds rights that Hourkey should not have. */
  List<Finding> excess() {
    String tried = "Look for rights that Hourkey must not have";
    List<Finding> findings = new ArrayList<>();
    Set<String> permissions = new TreeSet<>(token.map(Token::permissions).orElse(Set.of()));
    permissions.retainAll(FORBIDDEN);
    if (!permissions.isEmpty()) {
      findings.add(
          Finding.wrong(
                  Area.ENTRA,
                  tried,
                  "The application has " + String.join(", ", permissions) + ".",
                  "Remove the consent: with it, a mistake could delete people or change any group.")
              .see(DocumentationLinks.NO_UNIT));
    }
    List<String> roles =
        self.map(Self::roles).orElse(List.of()).stream()
            .filter(role -> role.scope().equals("/") && TOO_MUCH.containsKey(role.definition()))
            .map(
                role ->
                    TOO_MUCH.get(role.definition())
                        + role.group().map(name -> " (through the group " + name + ")").orElse(""))
            .toList();
    if (!roles.isEmpty()) {
      findings.add(
          Finding.wrong(
                  Area.ENTRA,
                  tried,
                  "Hourkey is %s of the whole tenant.".formatted(String.join(", ", roles)),
                  "Remove the role, or remove Hourkey from the group, and assign Groups Administrator"
                      + " only for the unit.")
              .see(DocumentationLinks.GROUPS));
    }
    if (self.isEmpty()) {
      findings.add(
          Finding.unknown(
                  Area.ENTRA,
                  tried,
                  "Hourkey's roles could not be read.",
                  "Follow the advice of the finding about Hourkey's own roles.")
              .see(DocumentationLinks.GROUPS));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              Area.ENTRA,
              tried,
              token.isPresent()
                  ? "It has none of them."
                  : "It has none of the roles. Microsoft's token could not be read, so its permissions"
                      + " are unknown."));
    }
    return findings;
  }

  /** Checks that Hourkey may change the members of a group. */
  Finding change(EntraGroup group) {
    String tried = "Compare Hourkey's rights with the group " + group.name();
    Optional<Unit> unit =
        units.stream().filter(one -> one.groups().contains(group.id())).findFirst();
    if (unit.isPresent()) {
      return inUnit(tried, unit.get());
    }
    if (!Collections.disjoint(token.map(Token::permissions).orElse(Set.of()), ALL_GROUPS)) {
      return Finding.note(
              Area.ENTRA,
              tried,
              "Hourkey may change any group of the tenant.",
              "Use a restricted administrative unit instead.")
          .see(DocumentationLinks.NO_UNIT);
    }
    if (self.map(Self::ownedGroups).orElse(Set.of()).contains(group.id())) {
      return Finding.note(
              Area.ENTRA,
              tried,
              "Hourkey owns the group. Microsoft does not document that this is enough.",
              "Try it with a test user, as the section describes.")
          .see(DocumentationLinks.NO_UNIT);
    }
    return (self.isEmpty()
            ? Finding.unknown(
                Area.ENTRA,
                tried,
                "Hourkey's roles could not be read.",
                "Follow the advice of the finding about Hourkey's own service principal.")
            : Finding.wrong(
                Area.ENTRA,
                tried,
                "It is in no administrative unit that Hourkey has a role for, so Entra will refuse"
                    + " to add members.",
                "Put the group into Hourkey's unit, and assign Groups Administrator for that"
                    + " unit."))
        .see(DocumentationLinks.GROUPS);
  }

  private Finding inUnit(String tried, Unit unit) {
    boolean administers =
        self.map(Self::roles).orElse(List.of()).stream()
            .filter(role -> role.scope().equals(UNIT + unit.id()))
            .anyMatch(role -> CHANGE_MEMBERS.contains(role.definition()));
    return (!administers
            ? Finding.note(
                Area.ENTRA,
                tried,
                "Hourkey's role for the unit %s is not Groups Administrator, and doctor does not know"
                        .formatted(unit.name())
                    + " what it allows.",
                "Assign Groups Administrator for the unit, or try it with a test user.")
            : unit.restricted()
                ? Finding.ok(
                    Area.ENTRA,
                    tried,
                    "Only administrators of the unit " + unit.name() + " can change it.")
                : Finding.note(
                    Area.ENTRA,
                    tried,
                    "The unit %s is not restricted, so others can change the group as well."
                        .formatted(unit.name()),
                    "Create a restricted unit, and put the groups into it."))
        .see(administers ? DocumentationLinks.GROUPS : DocumentationLinks.TRY_IT);
  }
}
