package dev.hourkey.sandbox.entra;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the app may do in Entra: directory roles and application permissions, by Microsoft's names.
 * Its role in its administrative unit lets it change the groups of that unit and no others. Only
 * that role can change them, because the unit is restricted.
 */
final class GraphPermissions {
  static final String UNIT_ROLE = "Groups Administrator";
  static final String READER_ROLE = "Directory Readers";

  private static final Set<String> SYNCHRONIZATION =
      Set.of("Application.ReadWrite.OwnedBy", "Synchronization.ReadWrite.All");
  private static final Set<String> READ_PEOPLE =
      Set.of(READER_ROLE, "User.Read.All", "User.ReadWrite.All");
  private static final Set<String> READ_GROUPS =
      Set.of(READER_ROLE, "GroupMember.Read.All", "GroupMember.ReadWrite.All");
  private static final Set<String> READ_APPLICATIONS =
      Set.of(READER_ROLE, "Application.Read.All", "Application.ReadWrite.OwnedBy");

  private final Set<String> granted = new LinkedHashSet<>();
  private final Set<String> unit = new LinkedHashSet<>();

  synchronized void reset(List<String> permissions) {
    granted.clear();
    granted.addAll(permissions);
    unit.clear();
  }

  synchronized void grant(String permission, boolean now) {
    if (now) {
      granted.add(permission);
    } else {
      granted.remove(permission);
    }
  }

  /** Puts a group into the unit, or takes it out. */
  synchronized void inUnit(String group, boolean now) {
    if (now) {
      unit.add(group);
    } else {
      unit.remove(group);
    }
  }

  synchronized boolean has(String permission) {
    return granted.contains(permission);
  }

  /** The ids of the groups in the unit. */
  synchronized Set<String> unit() {
    return Set.copyOf(unit);
  }

  /** Refuses a caller that may not read the tenant, units, owners and roles. */
  void readDirectory() {
    need(Set.of(READER_ROLE), GraphError.denied());
  }

  void readPeople() {
    need(READ_PEOPLE, GraphError.denied());
  }

  void readGroups() {
    need(READ_GROUPS, GraphError.denied());
  }

  void readApplications() {
    need(READ_APPLICATIONS, GraphError.denied());
  }

  /**
   * For synchronization, Graph does not answer that a permission is missing, but that the caller is
   * unknown.
   */
  void synchronize() {
    need(SYNCHRONIZATION, GraphError.of(401));
  }

  synchronized void changeMembers(String group) {
    need(
        unit.contains(group) ? Set.of(UNIT_ROLE) : Set.of("GroupMember.ReadWrite.All"),
        GraphError.denied());
  }

  void deletePeople() {
    need(Set.of("User.ReadWrite.All", "Directory.ReadWrite.All"), GraphError.denied());
  }

  private synchronized void need(Set<String> anyOf, GraphError otherwise) {
    if (anyOf.stream().noneMatch(granted::contains)) {
      throw otherwise;
    }
  }
}
