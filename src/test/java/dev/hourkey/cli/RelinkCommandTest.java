package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.cli.RelinkCommand.Arguments;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.FormerAccounts;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code hourkey relink}. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RelinkCommandTest {
  private static final ChatUser ANA = new ChatUser("T0HOURKEY", "U0ANA");
  private static final String DANA_ID = "11111111-0000-4000-8000-000000000004";

  @Inject RelinkCommand relinker;
  @Inject IdentityResolver identities;
  @Inject Persons persons;
  @Inject DataSource database;

  private Sandbox sandbox;

  @BeforeEach
  void anaIsLinked() throws SQLException {
    Sql.empty(database, "person");
    sandbox = HourkeySandbox.get();
    sandbox.reset();
    identities.identify(ANA);
  }

  @ParameterizedTest
  @ValueSource(strings = {DANA_ID, "dana@example.com", "E004@corp.example.com"})
  void a_slack_user_is_linked_to_an_account_by_id_address_or_principal_name(String person) {
    assertThat(relinker.relink(arguments("U0ANA", person))).isZero();
    assertThat(linked()).isEqualTo("Dana Novak");
    assertThat(relinker.relink(arguments("U0ANA", person))).isZero();
  }

  @Test
  void a_former_account_that_is_disabled_does_not_make_an_address_ambiguous() {
    FormerAccounts.addDisabled(sandbox.entra(), "dana.former@example.com", "dana@example.com");
    assertThat(relinker.relink(arguments("U0ANA", "dana@example.com"))).isZero();
    assertThat(linked()).isEqualTo("Dana Novak");
  }

  @Test
  void without_an_account_the_link_is_removed() {
    assertThat(relinker.relink(arguments("U0ANA"))).isZero();
    assertThat(persons.linkedTo(ANA)).isEmpty();
    assertThat(relinker.relink(arguments("U0ANA"))).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody@example.com",
        "99999999-0000-4000-8000-000000000009",
        "frank@example.com", // disabled
        "bruno@example.com" // not known
      })
  void an_account_that_is_not_there_or_not_enabled_changes_nothing(String person) {
    sandbox.entra().hideStatus("bruno@example.com", true);
    assertThat(relinker.relink(arguments("U0ANA", person))).isOne();
    assertThat(linked()).isEqualTo("Ana Lima");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana", "@ana", "ana@example.com", ""})
  void anything_but_the_id_of_a_slack_user_changes_nothing(String user) {
    assertThat(relinker.relink(arguments(user, DANA_ID))).isOne();
    assertThat(linked()).isEqualTo("Ana Lima");
  }

  @Test
  void an_entra_that_does_not_answer_changes_nothing() {
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    assertThat(relinker.relink(arguments("U0ANA", DANA_ID))).isOne();
    assertThat(linked()).isEqualTo("Ana Lima");
  }

  private static Arguments arguments(String... given) {
    return CommandLine.populateCommand(new Arguments(), given);
  }

  private String linked() {
    return persons.linkedTo(ANA).map(Person::name).orElse("nobody");
  }
}
