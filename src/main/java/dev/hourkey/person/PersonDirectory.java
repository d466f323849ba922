package dev.hourkey.person;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directory of people. Every method may throw {@link DirectoryFailure}. */
public interface PersonDirectory {
  /** Returns all accounts with this mail address, alias or principal name. */
  List<EntraAccount> withMail(String mail);

  /**
   * The account, or nothing when the directory does not show one. A single answer proves nothing,
   * because it may come from a replica that lags.
   */
  Optional<EntraAccount> account(PersonId id);

  /**
   * Which of these groups the person is in now, and which the directory does not show. A person who
   * is missing from the directory is a {@link DirectoryFailure}.
   */
  GroupsOfPerson groupsAmong(PersonId id, Set<String> groupIds);

  /**
   * The accounts in a group, directly or through another group; empty when there are more than the
   * directory lists in one answer.
   */
  Optional<List<EntraAccount>> membersOf(String groupId);

  /**
   * The person's manager, if the directory names one. A person who is missing from the directory is
   * a {@link DirectoryFailure}.
   */
  Optional<PersonId> managerOf(PersonId id);
}
