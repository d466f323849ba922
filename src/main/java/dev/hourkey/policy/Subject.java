package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.Optional;
import java.util.Set;

/**
 * A person as the directory shows them, with everything that a policy depends on.
 *
 * @param names object id, principal name and mail address, in lower case
 * @param groups object ids of the person's groups, of those that the policy names
 * @param chatGuest whether they request access as a guest of the Slack workspace
 */
public record Subject(
    PersonId person,
    Set<String> names,
    Set<String> groups,
    Optional<PersonId> manager,
    UserType userType,
    boolean chatGuest) {
  public Subject {
    names = Set.copyOf(names);
    groups = Set.copyOf(groups);
  }

  /** The same person as a member of the tenant, unless Entra says that they are a guest. */
  Subject orMember() {
    return userType == UserType.UNKNOWN
        ? new Subject(person, names, groups, manager, UserType.MEMBER, chatGuest)
        : this;
  }
}
