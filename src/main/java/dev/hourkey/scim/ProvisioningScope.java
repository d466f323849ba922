package dev.hourkey.scim;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.util.Map;
import java.util.Set;

/**
 * Which groups and people Entra's SCIM job provisions to AWS. Every method may throw {@link
 * dev.hourkey.person.DirectoryFailure}, for example because Hourkey lacks a permission.
 */
public interface ProvisioningScope {
  /** What is assigned to the AWS enterprise application. */
  Assigned assigned();

  /** Which of these groups contain the group, directly or nested. */
  Set<String> containing(EntraGroup group, Set<String> groupIds);

  /** The object ids of the groups that the person is a direct member of. */
  Set<String> groupsOf(PersonId person);

  /** The names that AWS requires. */
  Names namesOf(PersonId person);

  /**
   * Everything that is assigned to the application. Entra provisions the direct members of these
   * groups, and nothing that is nested in them (Microsoft, how provisioning works).
   *
   * @param groups the names of the groups, by object id
   * @param unprovisioned the ids of groups that are assigned in the role Default Access only,
   *     although the application has other roles; Entra does not provision them
   * @param people those who are assigned themselves
   */
  record Assigned(Map<String, String> groups, Set<String> unprovisioned, Set<PersonId> people) {
    public Assigned {
      groups = Map.copyOf(groups);
      unprovisioned = Set.copyOf(unprovisioned);
      people = Set.copyOf(people);
    }

    /**
     * Whether nothing is assigned, so that the job provisions all groups and people, or Entra does
     * not show what is assigned.
     */
    public boolean nothing() {
      return groups.isEmpty() && unprovisioned.isEmpty() && people.isEmpty();
    }
  }

  /** A person's names in Entra; empty where there is none. */
  record Names(String first, String last, String display) {}
}
