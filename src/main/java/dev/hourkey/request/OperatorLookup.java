package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Finds the operators, and those who can get a direct message. */
@ApplicationScoped
public class OperatorLookup {
  private static final Logger LOG = Logger.getLogger(OperatorLookup.class);

  /**
   * How many people are looked up in the chat by their addresses; Slack allows 50 calls a minute.
   */
  private static final int MAX_LOOKUPS = 30;

  private final Catalog catalog;
  private final PersonDirectory people;
  private final Persons persons;
  private final ChatProfiles profiles;

  /**
   * The operators that were found last. They are kept because an alarm may be about Entra, which
   * then can't answer.
   */
  private volatile Set<ChatUser> last = Set.of();

  OperatorLookup(Catalog catalog, PersonDirectory people, Persons persons, ChatProfiles profiles) {
    this.catalog = catalog;
    this.people = people;
    this.persons = persons;
    this.profiles = profiles;
  }

  /**
   * The operators ({@code roles.operators} of the policy in force) who have used Hourkey in the
   * chat, or whose mail address belongs to a member of the chat. If the directory does not answer,
   * the operators found last time.
   */
  public Set<ChatUser> reachable() {
    try {
      last = findOperators();
    } catch (DirectoryFailure failure) {
      LOG.warnf("cannot tell who the operators are: %s", failure.forLog());
    }
    return last;
  }

  /**
   * Whether somebody is an operator.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public boolean include(PersonId person) {
    return operators().containsKey(person);
  }

  /**
   * The accounts of {@code roles.operators}, as the directory shows them now.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public Map<PersonId, EntraAccount> operators() {
    return catalog.current().operators().stream()
        .flatMap(this::accounts)
        .filter(EntraAccount::enabled)
        .collect(Collectors.toMap(EntraAccount::id, account -> account, (one, _) -> one));
  }

  private Set<ChatUser> findOperators() {
    Map<PersonId, EntraAccount> unknown = new HashMap<>(operators());
    Set<ChatUser> found = new HashSet<>();
    persons
        .known(Set.copyOf(unknown.keySet()))
        .forEach(
            (id, person) ->
                person
                    .chat()
                    .ifPresent(
                        user -> {
                          unknown.remove(id);
                          found.add(user);
                        }));
    unknown.values().stream()
        .flatMap(account -> account.mail().stream())
        .sorted()
        .limit(MAX_LOOKUPS)
        .flatMap(mail -> memberWith(mail).stream())
        .forEach(found::add);
    return Set.copyOf(found);
  }

  private Optional<ChatUser> memberWith(String mail) {
    try {
      return profiles.memberWith(mail);
    } catch (DirectoryFailure failure) {
      LOG.infof("cannot tell which Slack user an operator is: %s", failure.forLog());
      return Optional.empty();
    }
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
