package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of known people. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class PersonsTest {
  private static final ChatUser ANA_IN_CHAT = new ChatUser("T0HOURKEY", "U0ANA");
  private static final PersonId ANA = new PersonId("ana");
  private static final PersonId BRUNO = new PersonId("bruno");
  private static final PersonId NOBODY = new PersonId("nobody");

  @Inject Persons persons;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @BeforeEach
  void twoPeople() throws SQLException {
    empty();
    assertThat(link(ANA_IN_CHAT, account(ANA, "Ana Lima"), Optional.empty(), Optional.empty()))
        .isPresent();
    assertThat(
            link(
                new ChatUser("T0HOURKEY", "U0BRUNO"),
                account(BRUNO, "Bruno Costa"),
                Optional.empty(),
                Optional.empty()))
        .isPresent();
  }

  @AfterEach
  void empty() throws SQLException {
    Sql.empty(database, "person");
  }

  @Test
  void people_are_found_by_id_by_chat_user_and_by_name() throws SQLException {
    Person ana = persons.find(ANA).orElseThrow();
    assertThat(ana).isEqualTo(new Person(ANA, Optional.of(ANA_IN_CHAT), "Ana Lima", mail(ANA)));
    assertThat(persons.linkedTo(ANA_IN_CHAT)).hasValue(ana);
    assertThat(persons.byIdOrPrincipalName("ANA@example.com")).containsExactly(ANA);
    assertThat(persons.byIdOrPrincipalName("ana")).containsExactly(ANA);
    assertThat(persons.byIdOrPrincipalName("ANA")).as("an object id").containsExactly(ANA);
    assertThat(persons.find(new PersonId("ANA"))).hasValue(ana);
    assertThat(persons.byIdOrPrincipalName("an_@example.com")).isEmpty();
    assertThat(persons.known(List.of(ANA, ANA, NOBODY))).isEqualTo(Map.of(ANA, ana));
    assertThat(persons.known(List.of())).isEmpty();
    try (var connection = database.getConnection()) {
      assertThat(persons.known(connection, List.of(ANA, NOBODY))).isEqualTo(Map.of(ANA, ana));
      assertThat(persons.known(connection, List.of())).isEmpty();
    }
    assertThat(persons.find(NOBODY)).isEmpty();
  }

  @Test
  void a_link_is_not_made_when_somebody_else_changed_the_former_ones() {
    EntraAccount bruno = account(BRUNO, "Bruno Costa");
    assertThat(link(ANA_IN_CHAT, bruno, Optional.empty(), Optional.empty())).isEmpty();
    assertThat(persons.linkedTo(ANA_IN_CHAT)).map(Person::id).hasValue(ANA);
    assertThat(
            link(
                ANA_IN_CHAT,
                bruno,
                Optional.of(ANA),
                Optional.of(new ChatUser("T0HOURKEY", "U0BRUNO"))))
        .map(Person::id)
        .hasValue(BRUNO);
    assertThat(persons.linkedTo(ANA_IN_CHAT)).map(Person::id).hasValue(BRUNO);
    assertThat(persons.linkOf(ANA)).isEmpty();
  }

  @Test
  void messages_to_an_account_that_was_replaced_reach_its_successor() {
    PersonId successor = new PersonId("ana2");
    assertThat(
            persons.link(
                new IdentityLink(
                    ANA_IN_CHAT,
                    account(successor, "Ana Lima"),
                    Optional.of(ANA),
                    Optional.empty(),
                    IdentityLink.Cause.ACCOUNT_GONE,
                    Optional.empty())))
        .isPresent();
    assertThat(persons.find(ANA).flatMap(Person::chat)).hasValue(ANA_IN_CHAT);
    assertThat(persons.linkOf(ANA)).isEmpty();
  }

  @Test
  void an_account_is_gone_when_it_was_missing_for_two_minutes() {
    assertThat(persons.noteMissing(ANA)).isFalse();
    clock.advance(Duration.ofMinutes(2));
    assertThat(persons.noteMissing(ANA)).isTrue();
    assertThat(persons.noteFound(account(ANA, "Ana Souza")))
        .map(Person::name)
        .hasValue("Ana Souza");
    assertThat(persons.noteMissing(ANA)).isFalse();
    assertThat(persons.noteMissing(NOBODY)).as("nobody Hourkey knows").isFalse();
    assertThat(persons.noteFound(account(NOBODY, "Nobody"))).isEmpty();
  }

  private Optional<Person> link(
      ChatUser chat,
      EntraAccount account,
      Optional<PersonId> formerPerson,
      Optional<ChatUser> formerChat) {
    return persons.link(
        new IdentityLink(
            chat,
            account,
            formerPerson,
            formerChat,
            IdentityLink.Cause.FIRST_CONTACT,
            Optional.empty()));
  }

  private static EntraAccount account(PersonId id, String name) {
    return new EntraAccount(
        id, name, mail(id), Optional.empty(), EntraAccount.Status.ENABLED, UserType.MEMBER);
  }

  private static String mail(PersonId id) {
    return id + "@example.com";
  }
}
