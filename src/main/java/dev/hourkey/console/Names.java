package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The names of the people on a page, read at once. */
record Names(Map<PersonId, Person> known) {
  /** The names of people that a page shows in several places. */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  static Names of(Persons persons, Stream<PersonId>... people) {
    List<PersonId> ids = Stream.of(people).flatMap(all -> all).distinct().toList();
    return new Names(ids.isEmpty() ? Map.of() : persons.known(ids));
  }

  /**
   * The names of the people whose grants and requests these are, and of those who decided on them.
   */
  static Names of(
      Persons persons,
      Stream<Grant> grants,
      Stream<AccessRequest> requests,
      ReviewsByRequest deciders) {
    return of(
        persons,
        grants.map(Grant::holder),
        requests.map(AccessRequest::requester),
        deciders.people());
  }

  String of(PersonId id) {
    Person person = known.get(id);
    return person == null ? id.value() : person.name();
  }
}
