package dev.hourkey.doctor;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that people who may request access keep their AWS user when a grant ends. Something other
 * than an entitlement's group has to provision them to AWS. Only a few people of each group are
 * looked up.
 */
final class BaseAccessChecks {
  private static final int MAX_GROUPS = 10;
  private static final int MAX_PER_GROUP = 3;

  private final ProvisioningDiagnostics entra;

  BaseAccessChecks(ProvisioningDiagnostics entra) {
    this.entra = entra;
  }

  /**
   * @param requesters the names of the groups that may request something
   * @param entitlements the object ids of the entitlements' groups
   */
  void check(Checks checks, Assigned assigned, Set<String> requesters, Set<String> entitlements) {
    Set<String> base = new HashSet<>(assigned.groups().keySet());
    base.removeAll(entitlements);
    requesters.stream()
        .limit(MAX_GROUPS)
        .forEach(
            name -> {
              String tried = "Look for base access of people in " + name;
              checks.askAll(
                  tried,
                  () -> without(assigned, base, name),
                  without ->
                      without.isEmpty()
                          ? List.of()
                          : List.of(
                              Finding.note(
                                      Area.PROVISIONING,
                                      tried,
                                      "Only entitlements' groups provision %s to AWS, so Entra disables the AWS user when a grant ends."
                                          .formatted(String.join(", ", without)),
                                      "Add everybody who may request to a group that is always"
                                          + " assigned.")
                                  .see(DocumentationLinks.GROUPS)));
            });
  }

  private List<String> without(Assigned assigned, Set<String> base, String name) {
    List<FoundGroup> found = entra.directory().groups(name);
    if (found.size() != 1) {
      return List.of(); // The findings about Entra report it.
    }
    List<EntraAccount> some =
        entra.persons().membersOf(found.getFirst().group().id()).orElse(List.of()).stream()
            .filter(EntraAccount::enabled)
            .limit(MAX_PER_GROUP)
            .toList();
    List<String> without = new ArrayList<>();
    for (EntraAccount person : some) {
      if (!assigned.people().contains(person.id())
          && entra.scope().groupsOf(person.id()).stream().noneMatch(base::contains)) {
        without.add(person.principalName());
      }
    }
    return without;
  }
}
