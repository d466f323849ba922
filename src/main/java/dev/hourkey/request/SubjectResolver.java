package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.Eligibility;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import dev.hourkey.policy.ToolAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the directory for everything that a policy has to know about a person, now. */
@ApplicationScoped
public class SubjectResolver {
  private final PersonDirectory people;
  private final IdentityResolver identities;
  private final ToolMembers tools;

  SubjectResolver(PersonDirectory people, IdentityResolver identities, ToolMembers tools) {
    this.people = people;
    this.identities = identities;
    this.tools = tools;
  }

  /**
   * The entitlements among these that an account may request, under some condition at least; the
   * directory is asked once for all of them. One of which that is unknown is left out.
   *
   * @throws DirectoryFailure when the directory could not be asked, or if nothing but entitlements
   *     are left of which it is unknown
   */
  public List<Entitlement> eligible(Identification.Known person, List<Entitlement> entitlements) {
    Set<String> groups =
        entitlements.stream()
            .flatMap(entitlement -> entitlement.policies().stream())
            .flatMap(policy -> policy.groups().stream())
            .collect(Collectors.toUnmodifiableSet());
    Set<Principal.OfTool> ofTools =
        entitlements.stream()
            .flatMap(entitlement -> entitlement.policies().stream())
            .flatMap(policy -> policy.ofTools().stream())
            .collect(Collectors.toUnmodifiableSet());
    Subject requester =
        subject(person.account(), groups, ofTools, Optional.empty(), person.chatGuest());
    List<Entitlement> eligible = new ArrayList<>();
    Optional<DirectoryFailure> unknown = Optional.empty();
    for (Entitlement entitlement : entitlements) {
      try {
        if (Principal.anyOf(
            entitlement.policies(),
            policy -> policy.eligibility(requester) == Eligibility.ELIGIBLE)) {
          eligible.add(entitlement);
        }
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
    }
    if (eligible.isEmpty() && unknown.isPresent()) {
      throw unknown.get();
    }
    return eligible;
  }

  /**
   * Somebody who requests an access of this policy now.
   *
   * @throws DirectoryFailure when the directory could not be asked
   */
  Subject requesterOf(Identification.Known sender, Policy policy) {
    return of(sender.account(), policy, sender.chatGuest());
  }

  /**
   * Somebody who may request an access of this policy, and is no guest in Slack.
   *
   * @throws DirectoryFailure when the directory could not be asked
   */
  public Subject requester(EntraAccount account, Policy policy) {
    return of(account, policy, false);
  }

  /**
   * The person who made a request.
   *
   * @throws DirectoryFailure when the directory could not be asked, or does not say whether the
   *     account is enabled
   */
  SubjectStatus requesterOf(AccessRequest request, Policy policy) {
    return statusOf(request.requester(), policy, request.byChatGuest());
  }

  /**
   * Somebody who reviews a request now.
   *
   * @throws DirectoryFailure when the directory could not be asked
   */
  Subject reviewer(EntraAccount account, Policy policy) {
    return of(account, policy, false);
  }

  /**
   * People who reviewed a request before.
   *
   * @throws DirectoryFailure when the directory could not be asked, or does not say whether an
   *     account is enabled
   */
  List<SubjectStatus> reviewers(List<PersonId> people, Policy policy) {
    return people.stream().map(person -> statusOf(person, policy, false)).toList();
  }

  private Subject of(EntraAccount account, Policy policy, boolean chatGuest) {
    return subject(
        account, policy.groups(), policy.ofTools(), managerOf(account.id(), policy), chatGuest);
  }

  /** The subject with those of these groups that an account is in, and without its manager. */
  Subject of(EntraAccount account, Set<String> groups, Set<Principal.OfTool> ofTools) {
    return subject(account, groups, ofTools, Optional.empty(), false);
  }

  /** The holder of a grant, who may have left: only their manager matters to a policy. */
  Subject ofHolder(PersonId holder, Policy policy) {
    return new Subject(
        holder,
        Set.of(),
        Set.of(),
        ToolAnswers.NONE,
        managerOf(holder, policy),
        UserType.UNKNOWN,
        false);
  }

  private SubjectStatus statusOf(PersonId person, Policy policy, boolean chatGuest) {
    return switch (identities.accountStatus(person)) {
      case AccountStatus.Enabled(EntraAccount account) ->
          new SubjectStatus.Enabled(of(account, policy, chatGuest));
      case AccountStatus.Disabled _ -> new SubjectStatus.Disabled();
      case AccountStatus.Missing(boolean gone) -> new SubjectStatus.Missing(gone);
      case AccountStatus.Unreadable _ ->
          throw DirectoryFailure.lasting(
              "read whether the account " + person + " is enabled",
              new IllegalStateException(
                  "Entra leaves out accountEnabled; Hourkey needs Directory Readers or"
                      + " User.Read.All"));
    };
  }

  private Optional<PersonId> managerOf(PersonId person, Policy policy) {
    return policy.needsManager() ? people.managerOf(person) : Optional.empty();
  }

  private Subject subject(
      EntraAccount account,
      Set<String> groups,
      Set<Principal.OfTool> ofTools,
      Optional<PersonId> manager,
      boolean chatGuest) {
    return new Subject(
        account.id(),
        account.names(),
        among(account, groups),
        tools.answers(account, ofTools),
        manager,
        account.userType(),
        chatGuest);
  }

  private Set<String> among(EntraAccount account, Set<String> groups) {
    return groups.isEmpty() ? groups : people.groupsAmong(account.id(), groups);
  }
}
