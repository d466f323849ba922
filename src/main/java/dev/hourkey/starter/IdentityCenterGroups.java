package dev.hourkey.starter;

import dev.hourkey.catalog.AwsAccess;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a first policy file needs from Identity Center: its groups, and what they open. */
public interface IdentityCenterGroups {
  /**
   * All groups.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS did not show all of them
   */
  List<ListedGroup> groups();

  /**
   * What a group opens.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  AwsAccess opens(ListedGroup group);

  /**
   * The names of the AWS managed policies in a permission set that {@link #opens} has shown; empty
   * when Hourkey is not allowed to read them.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<Set<String>> managedPolicies(String permissionSet);

  /**
   * A group in Identity Center.
   *
   * @param id its id in Identity Center
   * @param entraIds the object ids that the SCIM job wrote; none if it was created otherwise
   */
  record ListedGroup(String id, String name, Set<String> entraIds) {
    public ListedGroup {
      entraIds = Set.copyOf(entraIds);
    }
  }
}
