package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the catalog needs to know about Entra's groups. */
public interface GroupDirectory {
  /**
   * The groups with this display name, or the group with this object id.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried
   */
  List<FoundGroup> groups(String nameOrId);

  /**
   * All groups of the tenant. Each call returns about a thousand.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra did not show all of them
   */
  List<FoundGroup> all();

  /**
   * The object ids of the groups that are members of this group, directly or nested.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried, or does not show
   *     the group
   */
  Set<String> nestedIn(String groupId);

  /**
   * A group as the directory shows it.
   *
   * @param unusable why Hourkey cannot add and remove members (dynamic, synchronized from on
   *     premises, ...), in words that follow the name of the group; empty when it can
   */
  record FoundGroup(EntraGroup group, Optional<String> unusable) {}
}
