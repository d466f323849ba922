package dev.hourkey.api;

import dev.hourkey.audit.EventLists;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** Finds the people that a report or a request is about. */
@ApplicationScoped
class PersonLookup {
  private final Persons persons;
  private final EventLists events;

  PersonLookup(Persons persons, EventLists events) {
    this.persons = persons;
    this.events = events;
  }

  /** The one person that Hourkey knows by this object id or principal name; otherwise a 422. */
  Person one(String named) {
    List<Person> found =
        persons.byIdOrPrincipalName(named).stream()
            .flatMap(id -> persons.find(id).stream())
            .toList();
    if (found.size() != 1) {
      throw Problem.unprocessable(
          found.isEmpty()
              ? "Hourkey does not know "
                  + named
                  + ". People are known once they have used Hourkey, in Slack or the console."
              : "Several people are named " + named + "; send an object id.");
    }
    return found.getFirst();
  }

  /**
   * The chat user of this account. If the account was replaced, its successor's chat user does not
   * count.
   */
  ChatUser senderFor(Person person) {
    return persons.linkOf(person.id()).orElseGet(() -> ChatUser.consoleUser(person.id()));
  }

  /**
   * Everybody who has this object id, or who has or had this principal name. Several people may
   * have had the same name, one after the other.
   */
  List<PersonId> everKnownAs(String person) {
    return Stream.of(
            Stream.of(new PersonId(person)),
            persons.byIdOrPrincipalName(person).stream(),
            events.onceCalled(person).stream())
        .flatMap(ids -> ids)
        .distinct()
        .toList();
  }
}
