package dev.hourkey.person;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everybody who has asked or decided, and the only class that queries {@code person}. */
@ApplicationScoped
public class Persons implements PanacheRepositoryBase<PersonRow, String> {
  private static final String KNOWN =
      "select id, team_id, chat_id, name, principal_name from person where id = any(?)";

  private final Clock clock;

  Persons(Clock clock) {
    this.clock = clock;
  }

  /** The person with this Entra object id, if they were met. */
  @Transactional
  public Optional<Person> find(PersonId id) {
    return findByIdOptional(id.value()).map(PersonRow::person);
  }

  /** Of these, the people who were met, as they are in the transaction of this connection. */
  public Map<PersonId, Person> known(Connection connection, Collection<PersonId> ids)
      throws SQLException {
    Map<PersonId, Person> known = new HashMap<>();
    if (ids.isEmpty()) {
      return known;
    }
    try (var sql = connection.prepareStatement(KNOWN)) {
      sql.setArray(
          1, connection.createArrayOf("text", ids.stream().map(PersonId::value).toArray()));
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          PersonId id = new PersonId(rows.getString("id"));
          ChatUser chat = new ChatUser(rows.getString("team_id"), rows.getString("chat_id"));
          known.put(
              id, new Person(id, chat, rows.getString("name"), rows.getString("principal_name")));
        }
      }
    }
    return known;
  }

  /** Of these, the people who were met. */
  @Transactional
  public Map<PersonId, Person> known(Collection<PersonId> ids) {
    return list("id in ?1", ids.stream().map(PersonId::value).distinct().toList()).stream()
        .map(PersonRow::person)
        .collect(Collectors.toMap(Person::id, person -> person));
  }

  /** The people who were met under this object id, or are called this principal name now. */
  @Transactional
  public List<PersonId> called(String idOrPrincipalName) {
    return find("id = ?1 or lower(principalName) = lower(?1)", idOrPrincipalName).stream()
        .map(row -> new PersonId(row.id))
        .toList();
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
