package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.List;
import java.util.Optional;

/**
 * Selects the audit events of a list. An empty value does not filter.
 *
 * @param type such as {@code request_refused}, see {@link EventTypes}
 * @param subject the request, grant, finding or incident that they are about
 * @param people the people that they are about, or whose actions they record
 */
public record EventSelection(
    Optional<String> type, Optional<String> subject, Optional<List<PersonId>> people) {
  static EventSelection about(Optional<String> subject) {
    return new EventSelection(Optional.empty(), subject, Optional.empty());
  }
}
