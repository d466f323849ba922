package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Finds the operators, and those who can get a direct message. */
@ApplicationScoped
public class OperatorLookup {
  private static final Logger LOG = Logger.getLogger(OperatorLookup.class);

  private final Catalog catalog;
  private final PersonDirectory people;
  private final Persons persons;

  /** Entra may be what the alarm is about. */
  private volatile Set<ChatUser> last = Set.of();

  OperatorLookup(Catalog catalog, PersonDirectory people, Persons persons) {
    this.catalog = catalog;
    this.people = people;
    this.persons = persons;
  }

  /**
   * The people of {@code roles.operators} in the policy in force who have used Hourkey in the chat.
   * If the directory does not answer, those who were found last.
   */
  public Set<ChatUser> reachable() {
    try {
      last = look();
    } catch (DirectoryFailure failure) {
      LOG.warnf("who the operators are is unknown: %s", failure.forLog());
    }
    return last;
  }

  /**
   * Whether somebody is an operator.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public boolean include(PersonId person) {
    return operators().contains(person);
  }

  private Set<PersonId> operators() {
    return catalog.current().operators().stream()
        .flatMap(this::accounts)
        .filter(EntraAccount::enabled)
        .map(EntraAccount::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<ChatUser> look() {
    return persons.known(operators()).values().stream()
        .map(Person::chat)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Stream<EntraAccount> accounts(Principal operator) {
    return switch (operator) {
      case Principal.Group(String id, _) -> people.membersOf(id).stream().flatMap(List::stream);
      case Principal.One(String name) when name.contains("@") -> people.withMail(name).stream();
      case Principal.One(String name) -> people.account(new PersonId(name)).stream();
      case Principal.Anyone _, Principal.Manager _, Principal.OfTool _ -> Stream.empty();
    };
  }
}
