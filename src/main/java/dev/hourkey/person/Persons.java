package dev.hourkey.person;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All known people, and the only class that changes {@code person}. */
@ApplicationScoped
public class Persons {
  private static final String KNOWN =
      "select id, team_id, chat_id, name, principal_name from person where id = any(?)";

  private final EntityManager database;
  private final PersonAuditLog trail;
  private final Clock clock;

  Persons(EntityManager database, PersonAuditLog trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * The person with this Entra object id, if known. If another account of the same person has
   * replaced this one, messages reach them there.
   */
  @Transactional
  public Optional<Person> find(PersonId id) {
    return row(id).map(PersonRow::person);
  }

  /** Locks a person, so that decisions about all of their access are made one after the other. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void lock(PersonId id) {
    PersonRow _ = locked(id);
  }

  /** The known people among these, as the transaction of this connection sees them. */
  public Map<PersonId, Person> known(Connection connection, Collection<PersonId> ids)
      throws SQLException {
    Map<PersonId, Person> known = new HashMap<>();
    try (var sql = connection.prepareStatement(KNOWN)) {
      sql.setArray(
          1, connection.createArrayOf("text", ids.stream().map(PersonId::value).toArray()));
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          PersonId id = new PersonId(rows.getString("id"));
          Optional<ChatUser> chat =
              PersonRow.chat(rows.getString("team_id"), rows.getString("chat_id"));
          known.put(
              id, new Person(id, chat, rows.getString("name"), rows.getString("principal_name")));
        }
      }
    }
    return known;
  }

  /** The known people among these. */
  @Transactional
  public Map<PersonId, Person> known(Collection<PersonId> ids) {
    return database
        .createQuery("from PersonRow where id in ?1", PersonRow.class)
        .setParameter(1, ids.stream().map(PersonId::value).distinct().toList())
        .getResultStream()
        .map(PersonRow::person)
        .collect(Collectors.toMap(Person::id, person -> person));
  }

  /** The known people with this object id, or with this principal name now. */
  @Transactional
  public List<PersonId> byIdOrPrincipalName(String idOrPrincipalName) {
    return database
        .createQuery(
            "from PersonRow where lower(?1) in (id, lower(principalName))", PersonRow.class)
        .setParameter(1, idOrPrincipalName)
        .getResultStream()
        .map(PersonRow::id)
        .toList();
  }

  /** The person a chat user is linked to, or who they signed in as. */
  @Transactional
  public Optional<Person> linkedTo(ChatUser user) {
    if (user.consoleUser().isPresent()) {
      return find(user.consoleUser().get());
    }
    return rows(user).getResultStream().findFirst().map(PersonRow::person);
  }

  /** The chat user that is linked to this very account. */
  @Transactional
  public Optional<ChatUser> linkOf(PersonId id) {
    return row(id).flatMap(PersonRow::chat);
  }

  /**
   * Makes a link, and removes the former links of both sides. Empty when the former links are not
   * those that the link names, because somebody else has changed them in the meantime.
   */
  @Transactional
  Optional<Person> link(IdentityLink link) {
    PersonRow target = locked(link.account());
    if (target.chat().equals(Optional.of(link.chat()))) {
      return Optional.of(target.person());
    }
    Optional<PersonRow> former = locked(link.chat());
    if (!former.map(PersonRow::id).equals(link.formerPerson())
        || !target.chat().equals(link.formerChat())) {
      return Optional.empty();
    }
    former.ifPresent(PersonRow::unlink);
    if (link.succeeds()) {
      former.orElseThrow().noteReplacedBy(target);
    } else if (link.byOperator() && former.filter(target::same).isEmpty()) {
      former.ifPresent(PersonRow::forgetReplacement);
      target.forgetReplacement();
    }
    database.flush(); // A chat user can have only one link at a time.
    if (!target.isNamed(link.account())) {
      trail.renamed(target.person(), link.account());
      target.rename(link.account());
    }
    target.link(link.chat(), clock.instant());
    trail.linked(link);
    return Optional.of(target.person());
  }

  /** The person with this account, who is known from now on, with or without a chat user. */
  @Transactional
  Person findOrCreate(EntraAccount account) {
    return locked(account).person();
  }

  /** Removes the link; empty when there is none. */
  @Transactional
  Optional<Person> unlink(ChatUser user, String by) {
    return locked(user)
        .map(
            row -> {
              Person person = row.person();
              row.unlink();
              row.forgetReplacement();
              trail.unlinked(person, user, by);
              return person;
            });
  }

  /** Stores the names that Entra shows now; empty when the person is not known. */
  @Transactional
  Optional<Person> noteFound(EntraAccount account) {
    Optional<PersonRow> known = row(account.id());
    known
        .filter(row -> !row.isNamed(account) || row.missing())
        .ifPresent(
            row -> {
              database.refresh(row, LockModeType.PESSIMISTIC_WRITE);
              row.noteFound();
              if (!row.isNamed(account)) {
                trail.renamed(row.person(), account);
                row.rename(account);
              }
            });
    return known.map(PersonRow::person);
  }

  /**
   * Notes that Entra does not show an account now. A single answer proves nothing, because it may
   * come from a replica that lags.
   *
   * @return whether that has lasted so long that the account is gone
   */
  @Transactional
  boolean noteMissing(PersonId id) {
    PersonRow row = locked(id);
    return row != null && row.noteMissing(clock.instant());
  }

  /** The row of an account, created if there is none. */
  private PersonRow locked(EntraAccount account) {
    int _ =
        database
            .createNativeQuery(
                "insert into person (id, name, principal_name, linked_at)"
                    + " values (?1, ?2, ?3, ?4) on conflict do nothing")
            .setParameter(1, account.id().value())
            .setParameter(2, account.name())
            .setParameter(3, account.principalName())
            .setParameter(4, clock.instant())
            .executeUpdate();
    return requireNonNull(locked(account.id()));
  }

  private @Nullable PersonRow locked(PersonId id) {
    return database.find(PersonRow.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
  }

  private Optional<PersonRow> locked(ChatUser user) {
    return rows(user).setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultStream().findFirst();
  }

  private Optional<PersonRow> row(PersonId id) {
    return Optional.ofNullable(database.find(PersonRow.class, id.value()));
  }

  private TypedQuery<PersonRow> rows(ChatUser user) {
    return database
        .createQuery("from PersonRow where teamId = ?1 and chatId = ?2", PersonRow.class)
        .setParameter(1, user.teamId())
        .setParameter(2, user.userId());
  }

  /** Whether two accounts are known to belong to one person: one chat user had both. */
  @Transactional
  public boolean same(PersonId one, PersonId other) {
    return latest(one).equals(latest(other));
  }

  /** The last account that replaced this one, or this one itself. */
  @Transactional
  public PersonId latest(PersonId id) {
    return row(id).map(row -> row.latest().id()).orElse(id);
  }

  /** All accounts that are known to belong to the person with this one. */
  @Transactional
  public Set<PersonId> accountsOf(PersonId id) {
    return row(id).map(PersonRow::accounts).orElse(Set.of(id));
  }
}
