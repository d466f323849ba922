package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.Account;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identities;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Presence;
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
  private final Identities identities;

  FactsFinder(People people, Identities identities) {
    this.people = people;
    this.identities = identities;
  }

  /** A past requester or reviewer, as Entra shows them now. */
  sealed interface Found {
    record Enabled(Facts facts) implements Found {}

    record Disabled() implements Found {}

    /**
     * Entra does not show the account.
     *
     * @param gone whether that has lasted so long that the account no longer exists
     */
    record Missing(boolean gone) implements Found {}
  }

  /**
   * The facts about an account.
   *
   * @throws DirectoryFailure when the directory could not be asked
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

  /** The facts with those of these groups that an account is in, and without its manager. */
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

  /**
   * The same for a past requester or reviewer.
   *
   * @throws DirectoryFailure when the directory could not be asked, or does not say whether the
   *     account is enabled
   */
  Found find(PersonId person, Policy policy) {
    return switch (identities.presence(person)) {
      case Presence.Enabled(Account account) -> new Found.Enabled(of(account, policy));
      case Presence.Disabled _ -> new Found.Disabled();
      case Presence.Missing(boolean gone) -> new Found.Missing(gone);
      case Presence.Unreadable _ ->
          throw DirectoryFailure.lasting(
              "read whether the account " + person + " is enabled",
              new IllegalStateException(
                  "Entra leaves out accountEnabled; Hourkey needs Directory Readers or"
                      + " User.Read.All"));
    };
  }

  private Set<String> among(Account account, Set<String> groups) {
    return groups.isEmpty() ? groups : people.groupsAmong(account.id(), groups);
  }
}
