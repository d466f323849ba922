package dev.hourkey.request;

import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.OnBehalfSender;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import dev.hourkey.policy.ToolAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks up everything that a policy has to know about a person. Each method throws a {@link
 * DirectoryFailure} when it could not be queried, or does not show what the answer depends on: the
 * state of the account, or a group that the policy excludes.
 */
@ApplicationScoped
public class SubjectResolver {
  private final PersonDirectory people;
  private final IdentityResolver identities;
  private final ToolMembershipResolver tools;
  private final Persons persons;

  SubjectResolver(
      PersonDirectory people,
      IdentityResolver identities,
      ToolMembershipResolver tools,
      Persons persons) {
    this.people = people;
    this.identities = identities;
    this.tools = tools;
    this.persons = persons;
  }

  /** The person who requests access under this policy now. */
  Subject requesterOf(Requester requester, Policy policy) {
    Subject subject = requester(requester.known().account(), policy, requester.known().chatGuest());
    return requester
        .sender()
        .map(
            sender ->
                new OnBehalfSender(
                    sender.person().id(), Optional.of(senderOf(sender.account(), policy))))
        .map(subject::requestedBy)
        .orElse(subject);
  }

  /**
   * The person who made a request. They count as a guest in the chat if they are one now, or were
   * one when they made it.
   *
   * @throws DirectoryFailure when the directory or the chat could not be queried, or when Entra
   *     does not show one of these: whether an account is enabled, a group that the policy
   *     excludes, or the sender's account
   */
  SubjectStatus requesterOf(AccessRequest request, Policy policy) {
    return statusOf(
        request.requester(),
        account -> {
          Subject requester =
              withLatestAccount(
                  requester(
                      account,
                      policy,
                      request.byChatGuest()
                          || (!policy.chatGuests() && identities.chatGuest(account))));
          return request
              .sentBy()
              .map(sender -> requester.requestedBy(sender(sender, policy)))
              .orElse(requester);
        });
  }

  /**
   * A sender whose account is gone or disabled may not request for others. An account that Entra
   * only fails to show may be back soon, so the lookup is retried.
   */
  private OnBehalfSender sender(PersonId id, Policy policy) {
    return switch (statusOf(id, account -> withLatestAccount(senderOf(account, policy)))) {
      case SubjectStatus.Enabled(Subject found) -> new OnBehalfSender(id, Optional.of(found));
      case SubjectStatus.Disabled _ -> new OnBehalfSender(id, Optional.empty());
      case SubjectStatus.Missing(boolean gone) when gone ->
          new OnBehalfSender(id, Optional.empty());
      case SubjectStatus.Missing _ ->
          throw DirectoryFailure.temporary(
                  "read the account " + id,
                  null,
                  new IllegalStateException("Entra does not show the account"))
              .withUserText("Entra does not show the account of the person who requested it");
    };
  }

  /**
   * The person who made a request, for a denial. Only their manager is looked up: a request can be
   * denied even if the requester is no longer eligible, or the sender's account is disabled.
   */
  Subject requesterToDeny(AccessRequest request, Optional<PersonId> manager) {
    Subject requester = only(request.requester(), manager);
    return request
        .sentBy()
        .map(sender -> new OnBehalfSender(sender, Optional.of(only(sender, Optional.empty()))))
        .map(requester::requestedBy)
        .orElse(requester);
  }

  /** Resolves somebody who requests access under this policy for others. */
  Subject senderOf(EntraAccount account, Policy policy) {
    return of(
        account,
        Principal.groups(policy.onBehalfOf().stream()),
        Principal.ofTools(policy.onBehalfOf().stream()));
  }

  /**
   * Somebody who may request access under this policy, and is no guest in Slack.
   *
   * @throws DirectoryFailure when the directory could not be queried, or does not show a group that
   *     the policy excludes
   */
  public Subject requester(EntraAccount account, Policy policy) {
    return requester(account, policy, false);
  }

  /** Resolves somebody who reviews a request now. */
  Subject reviewer(EntraAccount account, Policy policy) {
    return withLatestAccount(of(account, policy.approverGroups(), policy.approversOfTools()));
  }

  /**
   * Somebody with the latest of their accounts, so that nobody decides on a request of their own.
   */
  private Subject withLatestAccount(Subject found) {
    return found.replacedBy(persons.latest(found.person()));
  }

  /** Resolves somebody who reviewed a request before. */
  SubjectStatus reviewer(PersonId person, Policy policy) {
    return statusOf(person, account -> reviewer(account, policy));
  }

  Subject requester(EntraAccount account, Policy policy, boolean chatGuest) {
    GroupsOfPerson memberships = among(account, policy.groups());
    requireShown(policy.excludedGroups(), memberships, "whose members are excluded");
    return subject(
        account, memberships, policy.ofTools(), managerOf(account.id(), policy), chatGuest);
  }

  /**
   * A person as conditions see them.
   *
   * @throws DirectoryFailure when the directory could not be queried, or does not show one of the
   *     groups: a condition may hold because somebody is not in it
   */
  public Subject inConditions(
      EntraAccount account, Set<String> groups, Set<Principal.OfTool> ofTools) {
    GroupsOfPerson memberships = among(account, groups);
    requireShown(groups, memberships, "that decides which rules apply");
    return subject(account, memberships, ofTools, Optional.empty(), false);
  }

  /** Fails if Entra does not show one of the groups: then it is unknown who is in it. */
  static void requireShown(Set<String> groups, GroupsOfPerson memberships, String which) {
    if (!Collections.disjoint(groups, memberships.missing())) {
      throw DirectoryFailure.temporary(
              "read who is in a group " + which,
              null,
              new IllegalStateException("Entra does not show the groups " + memberships.missing()))
          .withUserText("Entra does not show a group " + which);
    }
  }

  /** The subject with those of these groups that an account is in, and without its manager. */
  Subject of(EntraAccount account, Set<String> groups, Set<Principal.OfTool> ofTools) {
    return subject(account, among(account, groups), ofTools, Optional.empty(), false);
  }

  /** Somebody who may approve under one of these policies or have one of these roles. */
  Subject approver(EntraAccount account, List<Policy> policies, List<Principal> roles) {
    Set<String> groups = new HashSet<>(Principal.groups(roles.stream())); // Roles have no tools.
    policies.forEach(policy -> groups.addAll(policy.approverGroups()));
    Set<Principal.OfTool> tools = new HashSet<>();
    policies.forEach(policy -> tools.addAll(policy.approversOfTools()));
    return of(account, groups, tools);
  }

  /** The holder of a grant, who may have left. Only their manager is looked up. */
  Subject ofHolder(PersonId holder, Policy policy) {
    return only(holder, managerOf(holder, policy));
  }

  private Subject only(PersonId person, Optional<PersonId> manager) {
    return withLatestAccount(
        new Subject(
            person, Set.of(), Set.of(), ToolAnswers.NONE, manager, UserType.UNKNOWN, false));
  }

  SubjectStatus statusOf(PersonId person, Function<EntraAccount, Subject> subject) {
    return switch (identities.accountStatus(person)) {
      case AccountStatus.Enabled(EntraAccount account) ->
          new SubjectStatus.Enabled(subject.apply(account));
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

  Optional<PersonId> managerOf(PersonId person, Policy policy) {
    return policy.needsManager() ? people.managerOf(person) : Optional.empty();
  }

  Subject subject(
      EntraAccount account,
      GroupsOfPerson memberships,
      Set<Principal.OfTool> ofTools,
      Optional<PersonId> manager,
      boolean chatGuest) {
    return new Subject(
        account.id(),
        account.names(),
        memberships.in(),
        tools.answers(account, ofTools),
        manager,
        account.userType(),
        chatGuest);
  }

  GroupsOfPerson among(EntraAccount account, Set<String> groups) {
    return groups.isEmpty() ? GroupsOfPerson.NONE : people.groupsAmong(account.id(), groups);
  }
}
