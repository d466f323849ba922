package dev.hourkey.request;

import dev.hourkey.person.Account;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Facts;
import dev.hourkey.policy.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Asks the directory for what a policy has to know of a person, now. */
@ApplicationScoped
public class FactsFinder {
  private final People people;

  FactsFinder(People people) {
    this.people = people;
  }

  /**
   * The facts about an account.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the directory could not be asked
   */
  public Facts of(Account account, Policy policy) {
    return new Facts(
        account.id(),
        account.names(),
        policy.groups().isEmpty()
            ? policy.groups()
            : people.groupsAmong(account.id(), policy.groups()),
        policy.asksForManager() ? people.managerOf(account.id()) : Optional.empty());
  }

  /** The same for somebody who may be gone or disabled, which is nothing. */
  Optional<Facts> of(PersonId person, Policy policy) {
    return people.account(person).filter(Account::enabled).map(account -> of(account, policy));
  }
}
