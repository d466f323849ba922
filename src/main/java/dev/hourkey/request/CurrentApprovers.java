package dev.hourkey.request;

import static java.util.stream.Collectors.groupingBy;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.oncall.OnCallDirectory;
import dev.hourkey.person.ChatGroupMembers;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.OnCallSchedule;
import dev.hourkey.policy.PendingRequestPolicy;
import dev.hourkey.policy.Principal;
import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.Recipients.Candidates;
import dev.hourkey.request.Recipients.Recipient;
import dev.hourkey.request.Recipients.UserGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Finds out who can decide on a card now, to notify them. It authorizes nothing: a decision is
 * authorized when it is made.
 */
@ApplicationScoped
public class CurrentApprovers {
  private static final Logger LOG = Logger.getLogger(CurrentApprovers.class);
  private static final Candidates NOBODY = new Candidates(List.of(), List.of(), false, true);
  private static final Candidates UNKNOWN = new Candidates(List.of(), List.of(), false, false);

  /**
   * How many people are looked up in the chat by their addresses; Slack allows 50 calls a minute.
   */
  private static final int MAX_LOOKUPS = 2 * Recipients.MAX_PEOPLE;

  private final Requests requests;
  private final Catalog catalog;
  private final ApplicablePolicies policies;
  private final ApproverLookup lookup;
  private final OnCallDirectory onCall;
  private final ChatGroupMembers chatGroups;
  private final ChatProfiles profiles;
  private final Persons persons;

  CurrentApprovers(
      Requests requests,
      Catalog catalog,
      ApplicablePolicies policies,
      ApproverLookup lookup,
      OnCallDirectory onCall,
      ChatGroupMembers chatGroups,
      ChatProfiles profiles,
      Persons persons) {
    this.requests = requests;
    this.catalog = catalog;
    this.policies = policies;
    this.lookup = lookup;
    this.onCall = onCall;
    this.chatGroups = chatGroups;
    this.profiles = profiles;
    this.persons = persons;
  }

  /**
   * The people who can approve the undecided requests of a card, at their current stage. Empty if
   * all requests are decided. The members of a group that is too large to list are left out.
   */
  public Candidates of(UUID card) {
    return requests.onCard(card).stream()
        .filter(AccessRequest::pending)
        .collect(groupingBy(one -> Map.entry(one.progress(), requests.approvedBy(one.id()))))
        .values()
        .stream()
        .map(List::getFirst) // The same people decide on the others.
        .map(this::of)
        .reduce(Candidates::and)
        .orElse(NOBODY);
  }

  private Candidates of(AccessRequest request) {
    try {
      return stage(request).map(stage -> new Search(request).in(stage)).orElse(UNKNOWN);
    } catch (DirectoryFailure e) {
      LOG.infof("cannot tell who can decide on request %s: %s", request.id(), e.forLog());
      return UNKNOWN;
    }
  }

  /** The stage that waits for approvals; empty if it is unknown which policy applies. */
  private Optional<ApprovalStage> stage(AccessRequest request) {
    return catalog
        .find(request.access().entitlement())
        .map(entitlement -> policies.of(entitlement, request, request.duration()))
        .flatMap(
            one ->
                one instanceof ApplicablePolicy.Known(var policy, _)
                    ? Optional.of(PendingRequestPolicy.stricter(policy, request.progress()))
                    : Optional.empty())
        .flatMap(
            policy ->
                request.progress().current().stream()
                    .filter(stage -> stage < policy.stages().size())
                    .mapToObj(stage -> policy.stages().get(stage))
                    .findFirst());
  }

  /** The search for the approvers of one request. */
  private final class Search {
    private final PersonId requester;
    private final Set<PersonId> involved = new HashSet<>();
    private final Set<String> involvedUsers = new HashSet<>();
    private final List<Approver> people = new ArrayList<>();
    private final List<UserGroup> groups = new ArrayList<>();
    private boolean others;
    private boolean complete = true;
    private int asked;

    Search(AccessRequest request) {
      requester = request.requester();
      Stream.of(Stream.of(requester), request.sentBy().stream(), requests.counted(request))
          .flatMap(all -> all)
          .forEach(one -> involved.addAll(persons.accountsOf(one)));
      persons
          .known(involved)
          .values()
          .forEach(one -> one.chat().map(ChatUser::userId).ifPresent(involvedUsers::add));
    }

    Candidates in(ApprovalStage stage) {
      stage.deciding().stream()
          .sorted(Comparator.comparing(one -> !(one instanceof Principal.OnCall)))
          .forEach(this::tryToAdd);
      return new Candidates(people, groups, others, complete);
    }

    private void tryToAdd(Principal entry) {
      try {
        add(entry);
      } catch (DirectoryFailure e) {
        LOG.infof("cannot tell who %s are: %s", entry.words(), e.forLog());
        complete = false;
      }
    }

    private void add(Principal entry) {
      switch (entry) {
        case Principal.OnCall(_, OnCallSchedule schedule)
            when schedule.tool() == OnCallSchedule.Tool.CHAT_GROUP ->
            addUsers(schedule.id(), true);
        case Principal.OnCall(_, OnCallSchedule schedule) ->
            onCall.onCall(schedule).forEach(id -> addAccounts(entry, lookup.account(id), true));
        case Principal.ChatGroup(String name) -> addUsers(name, false);
        case Principal.Anyone _ -> others = true; // Anyone may decide, so nobody is listed.
        case Principal.Group _, Principal.One _, Principal.Manager _ ->
            addAccounts(entry, lookup.accounts(entry, requester), false);
      }
    }

    private void addUsers(String group, boolean isOnCall) {
      Set<String> members = new HashSet<>();
      for (ChatUser user : chatGroups.of(group)) {
        members.add(user.userId());
        if (!involvedUsers.contains(user.userId())) {
          String name = persons.linkedTo(user).map(Person::name).orElse("a member of @" + group);
          people.add(new Approver(Optional.of(user.userId()), name, isOnCall));
        }
      }
      groups.add(new UserGroup(new Recipient(chatGroups.id(group), "@" + group), members));
    }

    /**
     * Adds the people of an entry. The accounts are empty if they are too many to list, or Entra
     * doesn't show them.
     */
    private void addAccounts(
        Principal entry, Optional<List<EntraAccount>> accounts, boolean isOnCall) {
      others |= accounts.isEmpty();
      accounts.stream()
          .flatMap(List::stream)
          .filter(account -> account.status() != EntraAccount.Status.DISABLED)
          .filter(
              account ->
                  account.userType() == UserType.UNKNOWN
                      || ApprovalStage.admits(entry, account.userType()))
          .filter(account -> !involved.contains(account.id()))
          .forEach(
              account -> people.add(new Approver(chatUser(account), account.name(), isOnCall)));
    }

    private Optional<String> chatUser(EntraAccount account) {
      return persons
          .find(account.id())
          .flatMap(Person::chat)
          .or(() -> account.mail().filter(_ -> asked++ < MAX_LOOKUPS).flatMap(profiles::memberWith))
          .map(ChatUser::userId);
    }
  }
}
