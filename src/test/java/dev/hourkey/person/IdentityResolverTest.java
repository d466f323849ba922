package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.person.Identification.Known;
import dev.hourkey.person.Identification.Missing;
import dev.hourkey.person.Identification.Refused;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.UserProfile;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who a person is, by what Slack and Entra show, and what happens when accounts change. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class IdentityResolverTest {
  private static final PersonId ANA = new PersonId("11111111-0000-4000-8000-000000000001");
  private static final PersonId NEW = new PersonId("99999999-0000-4000-8000-000000000009");
  private static final String AT_HOME = "ana@example.com";
  private static final ChatUser ANA_IN_SLACK = new ChatUser("T0HOURKEY", "U0ANA");
  private static final ChatUser ANEW_IN_SLACK = new ChatUser("T0HOURKEY", "U0ANA2");

  @Inject IdentityResolver identities;
  @Inject IdentityLinker linker;
  @Inject Persons persons;
  @Inject PersonDirectory people;
  @Inject AuditTrail trail;
  @Inject MovableClock clock;
  @Inject DataSource database;

  private Sandbox sandbox;
  private long begun;

  @BeforeEach
  void nobodyWasMet() throws SQLException {
    Sql.empty(database, "person");
    begun = Sql.number(database, "select coalesce(max(seq), 0) from audit_head");
    sandbox = HourkeySandbox.get();
    sandbox.reset();
    clock.advance(Duration.ofDays(1));
  }

  @Test
  void the_first_contact_is_recorded_with_whom_it_links() {
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
    JsonNode linked = only("person_linked");
    assertThat(linked.get("subject").asText()).isEqualTo(ANA.value());
    assertThat(linked.get("chatUser").asText()).isEqualTo("U0ANA");
    assertThat(linked.get("name").asText()).isEqualTo("Ana Lima");
    assertThat(linked.get("principalName").asText()).isEqualTo(AT_HOME);
    assertThat(linked.get("cause").asText()).isEqualTo("FIRST_CONTACT");
    assertThat(linked.get("by").isNull()).isTrue();
  }

  @Test
  void an_address_that_is_not_confirmed_links_nobody() {
    slack("U0ANA", ana -> ana.address("head-of-ops@example.com", false));
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("not confirmed");
    assertThat(persons.linkedTo(ANA_IN_SLACK)).isEmpty();
    assertThat(entries()).isEmpty();
  }

  @Test
  void somebody_who_is_linked_needs_no_address() {
    identities.identify(ANA_IN_SLACK);
    slack("U0ANA", ana -> ana.address("head-of-ops@example.com", false));
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
    slack("U0ANA", ana -> ana.address(null, true));
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void an_alias_of_the_account_is_an_address_of_the_account() {
    slack("U0ANA", ana -> ana.address("A.Lima@example.com", true));
    account(ANA, "proxyAddresses", List.of("SMTP:ana@example.com", "smtp:a.lima@example.com"));
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void an_extra_address_that_anybody_can_enter_links_nobody() {
    slack("U0ANA", ana -> ana.address("private@example.net", true));
    account(ANA, "otherMails", List.of("private@example.net"));
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("No Entra account");
  }

  @Test
  void an_address_of_two_accounts_identifies_the_enabled_one() {
    account(NEW, "accountEnabled", false);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void two_enabled_accounts_with_one_address_identify_nobody() {
    account(NEW, "accountEnabled", true);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("More than one");
    assertThat(entries()).isEmpty();
  }

  @Test
  void a_disabled_account_is_not_linked() {
    account(ANA, "accountEnabled", false);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("is disabled");
    assertThat(persons.find(ANA)).isEmpty();
  }

  @Test
  void an_account_that_may_be_disabled_identifies_nobody() {
    sandbox.entra().hideStatus(AT_HOME, true);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("can't read in Entra");
    sandbox.entra().hideStatus(AT_HOME, false);
    identities.identify(ANA_IN_SLACK);
    sandbox.entra().hideStatus(AT_HOME, true);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("can't read in Entra");
    assertThat(identities.accountStatus(ANA)).isEqualTo(new AccountStatus.Unreadable());
  }

  @Test
  void if_one_of_two_accounts_may_be_disabled_neither_identifies_the_person() {
    account(NEW);
    sandbox.entra().hideStatus(NEW.value(), true);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("can't read in Entra");
  }

  @Test
  void a_single_failed_look_up_refuses_nobody() {
    identities.identify(ANA_IN_SLACK);
    sandbox.entra().fail("GET /v1.0/users/*", 1, 404);
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void checks_in_vain_with_an_answer_between_them_or_far_apart_do_not_add_up() {
    identities.identify(ANA_IN_SLACK);
    sandbox.entra().fail("GET /v1.0/users/*", 1, 404);
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    identities.identify(ANA_IN_SLACK);
    clock.advance(Duration.ofMinutes(3));
    sandbox.entra().fail("GET /v1.0/users/*", DirectoryStandIn.ALWAYS, 404);
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    clock.advance(Duration.ofHours(1));
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    assertThat(identities.accountStatus(ANA)).isEqualTo(new AccountStatus.Missing(false));
  }

  @Test
  void an_account_that_entra_does_not_show_for_two_minutes_is_gone() {
    identities.identify(ANA_IN_SLACK);
    sandbox.entra().deleteUser(AT_HOME);
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    clock.advance(Duration.ofSeconds(119));
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("no longer exists");
    assertThat(identities.accountStatus(ANA)).isEqualTo(new AccountStatus.Missing(true));
  }

  @Test
  void a_recreated_account_replaces_the_one_that_is_gone() {
    identities.identify(ANA_IN_SLACK);
    sandbox.entra().deleteUser(AT_HOME);
    account(NEW, "accountEnabled", true);
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Missing.class);
    clock.advance(Duration.ofMinutes(3));
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(NEW);
    assertThat(last("person_linked").get("cause").asText()).isEqualTo("ACCOUNT_GONE");
    assertThat(last("person_linked").get("formerPerson").asText()).isEqualTo(ANA.value());
    assertThat(persons.find(ANA).flatMap(Person::chat))
        .as("where messages about what the former account held go")
        .hasValue(ANA_IN_SLACK);
    assertThat(persons.linkOf(ANA)).isEmpty();
  }

  @Test
  void an_enabled_account_takes_the_place_of_a_disabled_one_with_the_same_address() {
    identities.identify(ANA_IN_SLACK);
    account(ANA, "accountEnabled", false);
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("is disabled");
    account(NEW, "accountEnabled", true);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(NEW);
    assertThat(last("person_linked").get("cause").asText()).isEqualTo("ACCOUNT_DISABLED");

    account(ANA, "accountEnabled", true);
    account(NEW, "accountEnabled", false);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
    assertThat(persons.find(NEW).flatMap(Person::chat)).hasValue(ANA_IN_SLACK);
  }

  @Test
  void two_accounts_of_one_person_stay_theirs_until_an_operator_separates_them() {
    replacedAndLinkedAgain();
    assertThat(persons.same(ANA, NEW)).isTrue();
    assertThat(persons.find(ANA).flatMap(Person::chat)).hasValue(ANEW_IN_SLACK);
    assertThat(persons.find(NEW).flatMap(Person::chat)).hasValue(ANA_IN_SLACK);

    linker.unlink(ANEW_IN_SLACK, "olga");
    assertThat(persons.same(ANA, NEW)).isFalse();
    assertThat(id(identities.identify(ANEW_IN_SLACK))).isEqualTo(ANA);
    assertThat(persons.same(ANA, NEW)).isFalse();
  }

  @Test
  void an_operator_who_moves_somebody_back_to_a_former_account_does_not_separate_the_two() {
    replacedAndLinkedAgain();
    linker.relink(ANA_IN_SLACK, people.account(ANA).orElseThrow(), "olga");
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
    assertThat(persons.same(ANA, NEW)).isTrue();
    assertThat(persons.find(NEW).flatMap(Person::chat)).isEmpty();
  }

  /** A new account replaces Ana's, which then gets an address and a Slack user of its own. */
  private void replacedAndLinkedAgain() {
    identities.identify(ANA_IN_SLACK);
    account(ANA, "accountEnabled", false);
    account(NEW, "accountEnabled", true);
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(NEW);
    account(
        ANA,
        "accountEnabled",
        true,
        "mail",
        "lima@example.com",
        "userPrincipalName",
        "lima@example.com");
    sandbox.slack().change(slack("U0ANA").withId("U0ANA2"));
    slack("U0ANA2", ana -> ana.address("lima@example.com", true));
    assertThat(id(identities.identify(ANEW_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void
      nobody_takes_the_place_of_a_disabled_account_by_an_address_that_somebody_else_is_linked_by() {
    identities.identify(ANA_IN_SLACK);
    identities.identify(new ChatUser("T0HOURKEY", "U0BRUNO"));
    account(ANA, "accountEnabled", false);
    slack("U0ANA", ana -> ana.address("bruno@example.com", true));
    assertThat(refused(identities.identify(ANA_IN_SLACK))).contains("is disabled");
  }

  @Test
  void nobody_becomes_somebody_else_by_changing_an_address() {
    identities.identify(ANA_IN_SLACK);
    slack("U0ANA", ana -> ana.address("head-of-ops@example.com", true));
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void a_recreated_chat_user_replaces_the_one_that_is_gone() {
    identities.identify(ANA_IN_SLACK);
    UserProfile ana = slack("U0ANA");
    sandbox.slack().change(ana.withId("U0ANA2"));
    assertThat(refused(identities.identify(ANEW_IN_SLACK)))
        .contains("already linked", "hourkey relink");
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);

    sandbox.slack().change(ana.deleted(true));
    assertThat(id(identities.identify(ANEW_IN_SLACK))).isEqualTo(ANA);
    assertThat(last("person_linked").get("cause").asText()).isEqualTo("CHAT_USER_GONE");
    assertThat(last("person_linked").get("formerChatUser").asText()).isEqualTo("U0ANA");
    assertThat(persons.find(ANA).flatMap(Person::chat)).hasValue(ANEW_IN_SLACK);
  }

  @Test
  void a_guest_who_was_a_member_keeps_the_link_from_others() {
    identities.identify(ANA_IN_SLACK);
    UserProfile ana = slack("U0ANA");
    sandbox.slack().change(ana.withId("U0ANA2"));
    sandbox
        .slack()
        .change(
            new UserProfile(
                "U0ANA",
                ana.team(),
                "ana",
                "Ana",
                AT_HOME,
                false,
                true,
                false,
                false,
                false,
                null,
                null));
    assertThat(refused(identities.identify(ANEW_IN_SLACK))).contains("already linked");
  }

  @Test
  void a_new_name_in_entra_is_taken_over_and_recorded() {
    identities.identify(ANA_IN_SLACK);
    account(ANA, "displayName", "Ana Souza", "userPrincipalName", "ana.souza@example.com");
    assertThat(identities.identify(ANA_IN_SLACK))
        .isInstanceOfSatisfying(
            Known.class, known -> assertThat(known.person().name()).isEqualTo("Ana Souza"));
    assertThat(persons.find(ANA)).map(Person::principalName).hasValue("ana.souza@example.com");
    JsonNode renamed = only("person_renamed");
    assertThat(renamed.get("name").asText()).isEqualTo("Ana Souza");
    assertThat(renamed.get("formerName").asText()).isEqualTo("Ana Lima");
    assertThat(renamed.get("formerPrincipalName").asText()).isEqualTo(AT_HOME);
  }

  @Test
  void a_new_name_is_also_seen_when_somebody_else_acts() {
    identities.identify(ANA_IN_SLACK);
    account(ANA, "displayName", "Ana Souza");
    assertThat(identities.accountStatus(ANA)).isInstanceOf(AccountStatus.Enabled.class);
    assertThat(persons.find(ANA)).map(Person::name).hasValue("Ana Souza");
  }

  @Test
  void an_operator_moves_a_link_and_both_lose_what_they_had() {
    identities.identify(ANA_IN_SLACK);
    identities.identify(new ChatUser("T0HOURKEY", "U0BRUNO"));
    EntraAccount ana =
        new EntraAccount(
            ANA,
            "Ana Lima",
            AT_HOME,
            Optional.empty(),
            EntraAccount.Status.ENABLED,
            UserType.MEMBER);
    assertThat(linker.relink(new ChatUser("T0HOURKEY", "U0BRUNO"), ana, "olga")).isPresent();
    JsonNode linked = last("person_linked");
    assertThat(linked.get("cause").asText()).isEqualTo("OPERATOR");
    assertThat(linked.get("by").asText()).isEqualTo("olga");
    assertThat(linked.get("formerChatUser").asText()).isEqualTo("U0ANA");
    assertThat(linked.get("formerPerson").asText()).endsWith("0002");
    assertThat(persons.linkedTo(ANA_IN_SLACK)).isEmpty();
    assertThat(id(identities.identify(new ChatUser("T0HOURKEY", "U0BRUNO")))).isEqualTo(ANA);
    assertThat(persons.find(new PersonId("11111111-0000-4000-8000-000000000002")))
        .as("an account that lost its link by mistake reaches nobody")
        .flatMap(Person::chat)
        .isEmpty();
    assertThat(linker.relink(new ChatUser("T0HOURKEY", "U0BRUNO"), ana, "olga")).isEmpty();
  }

  @Test
  void an_operator_takes_a_link_away_and_the_next_contact_makes_one() {
    identities.identify(ANA_IN_SLACK);
    assertThat(linker.unlink(ANA_IN_SLACK, "olga")).map(Person::id).hasValue(ANA);
    assertThat(only("person_unlinked").get("by").asText()).isEqualTo("olga");
    assertThat(persons.linkedTo(ANA_IN_SLACK)).isEmpty();
    assertThat(linker.unlink(ANA_IN_SLACK, "olga")).isEmpty();
    assertThat(id(identities.identify(ANA_IN_SLACK))).isEqualTo(ANA);
  }

  @Test
  void display_needs_at_most_one_call_to_slack_a_minute() {
    identities.identifyToShow(ANA_IN_SLACK);
    for (int times = 0; times < 5; times++) {
      assertThat(id(identities.identifyToShow(ANA_IN_SLACK))).isEqualTo(ANA);
    }
    assertThat(lookups()).isOne();
    clock.advance(Duration.ofSeconds(61));
    identities.identifyToShow(ANA_IN_SLACK);
    assertThat(lookups()).isEqualTo(2);
  }

  @Test
  void a_decision_is_made_on_what_slack_says_now() {
    identities.identifyToShow(ANA_IN_SLACK);
    slack("U0ANA", ana -> ana.deleted(true));
    assertThat(identities.identify(ANA_IN_SLACK)).isInstanceOf(Refused.class);
    assertThat(identities.identifyToShow(ANA_IN_SLACK)).isInstanceOf(Refused.class);
  }

  private long lookups() {
    return sandbox.slack().calls().stream()
        .filter(call -> call.method().equals("users.info"))
        .count();
  }

  private UserProfile slack(String id) {
    return sandbox.slack().people().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void slack(String id, UnaryOperator<UserProfile> change) {
    sandbox.slack().change(change.apply(slack(id)));
  }

  /** An account with Ana's names and address, but for these properties. */
  private void account(PersonId id, Object... properties) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "id",
                id.value(),
                "displayName",
                "Ana Lima",
                "userPrincipalName",
                id.equals(ANA) ? AT_HOME : "ana2@example.com",
                "mail",
                AT_HOME));
    for (int i = 0; i < properties.length; i += 2) {
      all.put((String) properties[i], properties[i + 1]);
    }
    sandbox.entra().putUser(all);
  }

  private static PersonId id(Identification found) {
    assertThat(found).isInstanceOf(Known.class);
    return ((Known) found).person().id();
  }

  private static String refused(Identification found) {
    assertThat(found).isInstanceOf(Refused.class);
    return ((Refused) found).refusal().sentence();
  }

  private JsonNode only(String type) {
    assertThat(entries(type)).hasSize(1);
    return last(type);
  }

  private JsonNode last(String type) {
    return entries(type).getLast();
  }

  private List<JsonNode> entries(String type) {
    return entries().stream().filter(entry -> entry.get("type").asText().equals(type)).toList();
  }

  private List<JsonNode> entries() {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(entry -> json(entry.payload()))
        .toList();
  }

  private static JsonNode json(String payload) {
    try {
      return new ObjectMapper().readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(payload, e);
    }
  }
}
