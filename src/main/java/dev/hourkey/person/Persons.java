package dev.hourkey.person;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;

/** Everybody who has asked or decided, and the only class that queries {@code person}. */
@ApplicationScoped
public class Persons implements PanacheRepositoryBase<PersonRow, String> {
  private final Clock clock;

  Persons(Clock clock) {
    this.clock = clock;
  }

  /** The person with this Entra object id, if they were met. */
  @Transactional
  public Optional<Person> find(PersonId id) {
    return findByIdOptional(id.value()).map(PersonRow::person);
  }

  /** The person a chat user was linked to. */
  @Transactional
  public Optional<Person> linkedTo(ChatUser user) {
    return row(user).map(PersonRow::person);
  }

  /**
   * Links a chat user to an account for good, or says no: neither may be linked to another already.
   */
  @Transactional
  Optional<Person> link(ChatUser user, Account account) {
    Optional<PersonRow> taken = findByIdOptional(account.id().value()).or(() -> row(user));
    if (taken.isPresent()) {
      return taken
          .map(PersonRow::person)
          .filter(person -> person.id().equals(account.id()) && person.chat().equals(user));
    }
    int added =
        getEntityManager()
            .createNativeQuery(
                """
                insert into person (id, team_id, chat_id, name, principal_name, linked_at)
                values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing
                """)
            .setParameter(1, account.id().value())
            .setParameter(2, user.teamId())
            .setParameter(3, user.userId())
            .setParameter(4, account.name())
            .setParameter(5, account.principalName())
            .setParameter(6, clock.instant())
            .executeUpdate();
    return added == 1
        ? find(account.id())
        : link(user, account); // Somebody was faster: look again.
  }

  private Optional<PersonRow> row(ChatUser user) {
    return find("teamId = ?1 and chatId = ?2", user.teamId(), user.userId()).firstResultOptional();
  }
}
