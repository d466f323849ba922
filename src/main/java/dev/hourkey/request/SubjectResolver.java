package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the directory for what a policy has to know of a person, now. */
@ApplicationScoped
public class SubjectResolver {
  private final PersonDirectory people;
  private final IdentityResolver identities;

  SubjectResolver(PersonDirectory people, IdentityResolver identities) {
    this.people = people;
    this.identities = identities;
  }

  /** A past requester or reviewer, as Entra shows them now. */
  sealed interface Found {
    record Enabled(Subject facts) implements Found {}

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
  public Subject of(EntraAccount account, Policy policy) {
    return new Subject(
        account.id(),
        account.names(),
        among(account, policy.groups()),
        policy.asksForManager() ? people.managerOf(account.id()) : Optional.empty());
  }

  /** Which of these an account may ask for; the directory is asked once for all of them. */
  public List<Entitlement> eligible(EntraAccount account, List<Entitlement> entitlements) {
    Set<String> groups =
        entitlements.stream()
            .flatMap(entitlement -> entitlement.policy().groups().stream())
            .collect(Collectors.toUnmodifiableSet());
    Subject requester = of(account, groups);
    return entitlements.stream()
        .filter(entitlement -> entitlement.policy().eligible(requester))
        .toList();
  }

  /** The facts with those of these groups that an account is in, and without its manager. */
  Subject of(EntraAccount account, Set<String> groups) {
    return new Subject(account.id(), account.names(), among(account, groups), Optional.empty());
  }

  /** The holder of a grant, who may have left: policies only ask who their manager is. */
  Subject ofHolder(PersonId holder, Policy policy) {
    return new Subject(
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
      case AccountStatus.Enabled(EntraAccount account) -> new Found.Enabled(of(account, policy));
      case AccountStatus.Disabled _ -> new Found.Disabled();
      case AccountStatus.Missing(boolean gone) -> new Found.Missing(gone);
      case AccountStatus.Unreadable _ ->
          throw DirectoryFailure.lasting(
              "read whether the account " + person + " is enabled",
              new IllegalStateException(
                  "Entra leaves out accountEnabled; Hourkey needs Directory Readers or"
                      + " User.Read.All"));
    };
  }

  private Set<String> among(EntraAccount account, Set<String> groups) {
    return groups.isEmpty() ? groups : people.groupsAmong(account.id(), groups);
  }
}
