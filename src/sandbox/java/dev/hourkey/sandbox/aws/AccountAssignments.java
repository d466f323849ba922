package dev.hourkey.sandbox.aws;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which group has which permission set in which account, by their ids. */
final class AccountAssignments {
  private final List<Assignment> all = new CopyOnWriteArrayList<>();

  record Assignment(String group, String account, String permissionSet) {}

  void load(OrganizationSeed seed) {
    all.clear();
    seed.assignments().forEach(one -> all.add(resolved(one, seed)));
  }

  List<Assignment> all() {
    return List.copyOf(all);
  }

  void add(Assignment assignment) {
    all.add(assignment);
  }

  void remove(Assignment assignment) {
    all.remove(assignment);
  }

  private static Assignment resolved(OrganizationSeed.Assignment named, OrganizationSeed seed) {
    String group =
        seed.groups().stream()
            .filter(one -> one.displayName().equals(named.group()))
            .findFirst()
            .orElseThrow()
            .id();
    String permissionSet =
        seed.permissionSets().stream()
            .filter(one -> one.name().equals(named.permissionSet()))
            .findFirst()
            .orElseThrow()
            .arn();
    return new Assignment(group, named.account(), permissionSet);
  }
}
