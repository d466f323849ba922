package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.Account;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Facts;
import dev.hourkey.policy.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        among(account, policy.groups()),
        policy.asksForManager() ? people.managerOf(account.id()) : Optional.empty());
  }

  /** Which of these an account may ask for; the directory is asked once for all of them. */
  public List<Entitlement> eligible(Account account, List<Entitlement> entitlements) {
    Set<String> groups =
        entitlements.stream()
            .flatMap(entitlement -> entitlement.policy().groups().stream())
            .collect(Collectors.toUnmodifiableSet());
    Facts asker = of(account, groups);
    return entitlements.stream()
        .filter(entitlement -> entitlement.policy().eligible(asker))
        .toList();
  }

  /** What groups an account is in, of these. Nothing is asked about its manager. */
  Facts of(Account account, Set<String> groups) {
    return new Facts(account.id(), account.names(), among(account, groups), Optional.empty());
  }

  /** The holder of a grant, who may have left: policies only ask who their manager is. */
  Facts ofHolder(PersonId holder, Policy policy) {
    return new Facts(
        holder,
        Set.of(),
        Set.of(),
        policy.asksForManager() ? people.managerOf(holder) : Optional.empty());
  }

  /** Whether the directory has an account of this person, enabled or not. */
  boolean exists(PersonId person) {
    return people.account(person).isPresent();
  }

  /** The same for somebody who may be gone or disabled, which is nothing. */
  Optional<Facts> of(PersonId person, Policy policy) {
    return people.account(person).filter(Account::enabled).map(account -> of(account, policy));
  }

  private Set<String> among(Account account, Set<String> groups) {
    return groups.isEmpty() ? groups : people.groupsAmong(account.id(), groups);
  }
}
