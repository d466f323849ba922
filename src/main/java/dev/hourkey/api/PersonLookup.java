package dev.hourkey.api;

import dev.hourkey.audit.EventLists;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** Finds the people that a report is about. */
@ApplicationScoped
class PersonLookup {
  private final Persons persons;
  private final EventLists events;

  PersonLookup(Persons persons, EventLists events) {
    this.persons = persons;
    this.events = events;
  }

  /**
   * Everybody who has this object id, or this principal name now or had it before. Several people
   * may have had the same name, one after the other.
   */
  List<PersonId> called(String person) {
    return Stream.of(
            Stream.of(new PersonId(person)),
            persons.called(person).stream(),
            events.onceCalled(person).stream())
        .flatMap(ids -> ids)
        .distinct()
        .toList();
  }
}
