package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A person as the directory shows them, with everything that a policy depends on.
 *
 * @param names object id, principal name and mail address, in lower case
 * @param groups the object ids of those groups of the person that the policy names
 * @param tools what tools other than Entra say about the person
 * @param chatGuest whether they request access as a guest in the chat
 * @param sender who requests it for them, if they do not do so themselves
 * @param latestAccount the account that has replaced this one, or this one itself: it is the same
 *     for all accounts that are known to belong to one person
 */
public record Subject(
    PersonId person,
    Set<String> names,
    Set<String> groups,
    ToolAnswers tools,
    Optional<PersonId> manager,
    UserType userType,
    boolean chatGuest,
    Optional<OnBehalfSender> sender,
    PersonId latestAccount) {
  public Subject {
    names = Set.copyOf(names);
    groups = Set.copyOf(groups);
  }

  /** Creates somebody who requests nothing, or requests access for themselves. */
  public Subject(
      PersonId person,
      Set<String> names,
      Set<String> groups,
      ToolAnswers tools,
      Optional<PersonId> manager,
      UserType userType,
      boolean chatGuest) {
    this(person, names, groups, tools, manager, userType, chatGuest, Optional.empty(), person);
  }

  /** The same person, when somebody else requests access for them. */
  public Subject requestedBy(OnBehalfSender other) {
    return new Subject(
        person,
        names,
        groups,
        tools,
        manager,
        userType,
        chatGuest,
        Optional.of(other),
        latestAccount);
  }

  /** The same person; {@code latest} is the account that has replaced theirs. */
  public Subject replacedBy(PersonId latest) {
    return new Subject(person, names, groups, tools, manager, userType, chatGuest, sender, latest);
  }

  /** Whether both accounts are known to belong to one person. */
  boolean same(Subject other) {
    return latestAccount.equals(other.latestAccount);
  }

  /** Whether {@code someone} is this person, or requests access for them. */
  boolean involves(Subject someone) {
    return same(someone) || sender.filter(one -> one.is(someone)).isPresent();
  }

  /** The same person, combined with what was looked up for another policy. */
  public Subject with(Subject same) {
    return new Subject(
            person,
            names,
            groups,
            tools.and(same.tools),
            manager,
            userType,
            chatGuest,
            sender,
            latestAccount)
        .withMemberships(same.groups, Set.of());
  }

  /** The same person with more groups and more entries that include them. */
  public Subject withMemberships(Set<String> more, Set<Principal.OfTool> entries) {
    return new Subject(
        person,
        names,
        Stream.concat(groups.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()),
        tools.including(entries),
        manager,
        userType,
        chatGuest,
        sender,
        latestAccount);
  }

  /**
   * If only the person's address is known: the same person, with the object ids in these entries as
   * names, because any of these ids may be theirs.
   */
  Subject withPossibleNames(List<Principal> entries) {
    if (!person.value().contains("@")) {
      return this;
    }
    return new Subject(
        person,
        Stream.concat(
                names.stream(),
                entries.stream()
                    .flatMap(
                        one ->
                            one instanceof Principal.One(String id) ? Stream.of(id) : Stream.of())
                    .filter(id -> !id.contains("@")))
            .collect(Collectors.toUnmodifiableSet()),
        groups,
        tools,
        manager,
        userType,
        chatGuest,
        sender,
        latestAccount);
  }

  /** The same person, treating unknown entries as not including them. */
  Subject withoutUnknown() {
    return new Subject(
        person,
        names,
        groups,
        new ToolAnswers(tools.matching(), Map.of()),
        manager,
        userType,
        chatGuest,
        sender,
        latestAccount);
  }

  /** The same person, as a member of the tenant if their user type is unknown. */
  Subject orMember() {
    return userType == UserType.UNKNOWN
        ? new Subject(
            person,
            names,
            groups,
            tools,
            manager,
            UserType.MEMBER,
            chatGuest,
            sender,
            latestAccount)
        : this;
  }
}
