package dev.hourkey.aws;

import dev.hourkey.person.Account;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An Entra where everybody is Ana. */
final class OnlyAna implements People {
  @Override
  public List<Account> withMail(String mail) {
    return List.of();
  }

  @Override
  public Optional<Account> account(PersonId id) {
    return Optional.of(
        new Account(id, "Ana Lima", "ana@example.com", Optional.empty(), Account.Status.ENABLED));
  }

  @Override
  public Set<String> groupsAmong(PersonId id, Set<String> groupIds) {
    return Set.of();
  }

  @Override
  public Optional<PersonId> managerOf(PersonId id) {
    return Optional.empty();
  }
}
