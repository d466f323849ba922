package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who requests access for somebody else.
 *
 * @param enabled empty if their account is disabled or gone
 */
public record OnBehalfSender(PersonId person, Optional<Subject> enabled) {
  boolean is(Subject someone) {
    return person.equals(someone.person()) || enabled.filter(someone::same).isPresent();
  }

  /** Whether one of these entries lets them request access for others. */
  boolean mayRequestFor(Subject requester, List<Principal> onBehalfOf) {
    return enabled.filter(found -> Principal.anyMatches(onBehalfOf, found, requester)).isPresent();
  }
}
