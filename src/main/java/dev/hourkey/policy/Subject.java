package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.util.Optional;
import java.util.Set;

/**
 * What the directory says of a person, as far as a policy can ask.
 *
 * @param names object id, principal name and mail address, in lower case
 * @param groups object ids of the groups the person is in, of those the policy names
 */
public record Subject(
    PersonId person, Set<String> names, Set<String> groups, Optional<PersonId> manager) {
  public Subject {
    names = Set.copyOf(names);
    groups = Set.copyOf(groups);
  }
}
