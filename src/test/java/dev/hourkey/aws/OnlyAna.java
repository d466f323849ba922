package dev.hourkey.aws;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An Entra that answers every look-up with Ana. */
final class OnlyAna implements PersonDirectory {
  @Override
  public List<EntraAccount> withMail(String mail) {
    return List.of();
  }

  @Override
  public Optional<EntraAccount> account(PersonId id) {
    return Optional.of(
        new EntraAccount(
            id,
            "Ana Lima",
            "ana@example.com",
            Optional.empty(),
            EntraAccount.Status.ENABLED,
            UserType.MEMBER));
  }

  @Override
  public GroupsOfPerson groupsAmong(PersonId id, Set<String> groupIds) {
    return GroupsOfPerson.NONE;
  }

  @Override
  public Optional<List<EntraAccount>> membersOf(String groupId) {
    return Optional.of(List.of());
  }

  @Override
  public Optional<PersonId> managerOf(PersonId id) {
    return Optional.empty();
  }
}
