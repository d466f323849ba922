package dev.hourkey.console;

import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import java.util.Collection;
import java.util.Map;

/** The names of the people on a page, read at once. */
record Names(Map<PersonId, Person> known) {
  static Names of(Persons persons, Collection<PersonId> ids) {
    return new Names(ids.isEmpty() ? Map.of() : persons.known(ids));
  }

  String of(PersonId id) {
    Person person = known.get(id);
    return person == null ? id.value() : person.name();
  }
}
