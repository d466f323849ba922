package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The groups of Entra, as far as the catalog needs them. */
public interface GroupDirectory {
  /**
   * The groups of this display name, or the one with this object id.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be asked
   */
  List<FoundGroup> groups(String nameOrId);

  /**
   * Which of these groups, by object id, contain this group as a member, directly or nested.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be asked
   */
  Set<String> containing(EntraGroup group, Set<String> among);

  /**
   * A group as the directory shows it.
   *
   * @param unusable why Hourkey cannot add and remove members (dynamic, synchronised from on
   *     premises, ...), in words that follow the name of the group; empty when it can
   */
  record FoundGroup(EntraGroup group, Optional<String> unusable) {}
}
