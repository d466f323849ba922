package dev.hourkey.catalog;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.ToolAnswers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person of whom only is known what somebody says, for the entitlements of {@link
 * OfflineDirectory}.
 *
 * @param name the name by which the policy file may name them
 * @param groups all groups that they are in, as the file writes them; empty if that is unknown
 * @param chatGuest whether they request as a guest of the chat
 */
public record GivenPerson(String name, Optional<List<String>> groups, boolean chatGuest) {
  /** The person with the groups that are known. */
  public Subject subject() {
    return new Subject(
        new PersonId(name),
        Set.of(name.toLowerCase(Locale.ROOT)),
        groups.orElseGet(List::of).stream()
            .map(group -> group.strip().replaceFirst("^group:", ""))
            .map(OfflineDirectory::groupId)
            .collect(Collectors.toUnmodifiableSet()),
        ToolAnswers.NONE,
        Optional.empty(),
        UserType.MEMBER,
        chatGuest);
  }

  /** The groups of a policy of which it is unknown whether the person is in them. */
  public Set<String> unknownGroups(Policy policy) {
    return groups.isPresent() ? Set.of() : policy.groups();
  }
}
