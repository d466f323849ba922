package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static dev.hourkey.entra.TestPeople.ELI;
import static dev.hourkey.entra.TestPeople.ENGINEERING;
import static dev.hourkey.entra.TestPeople.FRANK;
import static dev.hourkey.entra.TestPeople.NOBODY;
import static dev.hourkey.entra.TestPeople.NO_GROUP;
import static dev.hourkey.entra.TestPeople.OPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.EntraAccount.Status;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.UserType;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.Call;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphPeopleTest {
  private final Sandbox sandbox = new Sandbox(0);
  private final GraphPeople people = new GraphPeople(new Graph(EntraAt.sandbox(sandbox.uri())));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void somebody_is_found_by_mail_whatever_its_case() {
    assertThat(people.withMail("ANA@example.com"))
        .containsExactly(
            new EntraAccount(
                ANA,
                "Ana Lima",
                "ana@example.com",
                Optional.of("ana@example.com"),
                Status.ENABLED,
                UserType.MEMBER));
  }

  @Test
  void a_guest_is_found_by_the_address_at_home() {
    assertThat(people.withMail("eli@partner.example"))
        .singleElement()
        .satisfies(
            eli -> {
              assertThat(eli.id()).isEqualTo(ELI);
              assertThat(eli.principalName()).contains("#EXT#");
              assertThat(eli.userType()).isEqualTo(UserType.GUEST);
            });
  }

  @Test
  void somebody_without_a_mailbox_is_found_by_an_alias() {
    sandbox
        .entra()
        .putUser(
            Map.of(
                "id",
                NOBODY.value(),
                "userPrincipalName",
                "kim@example.onmicrosoft.com",
                "proxyAddresses",
                List.of("smtp:Kim@example.com")));
    assertThat(people.withMail("kim@example.com"))
        .containsExactly(
            new EntraAccount(
                NOBODY,
                "kim@example.onmicrosoft.com",
                "kim@example.onmicrosoft.com",
                Optional.empty(),
                Status.ENABLED,
                UserType.MEMBER));
  }

  @Test
  void an_extra_address_that_anybody_can_enter_finds_nobody() {
    sandbox
        .entra()
        .putUser(
            Map.of(
                "id",
                NOBODY.value(),
                "userPrincipalName",
                "kim@example.onmicrosoft.com",
                "otherMails",
                List.of("kim@example.com")));
    assertThat(people.withMail("kim@example.com")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pat.o'hara@example.com", "pat+aws@example.com", "pät&co=1@example.com"})
  void an_address_may_hold_whatever_addresses_hold(String mail) {
    sandbox.entra().putUser(Map.of("id", NOBODY.value(), "userPrincipalName", "pat", "mail", mail));
    assertThat(people.withMail(mail)).extracting(EntraAccount::id).containsExactly(NOBODY);
  }

  @Test
  void an_address_of_two_accounts_finds_both() {
    sandbox
        .entra()
        .putUser(
            Map.of("id", NOBODY.value(), "userPrincipalName", "ana2", "mail", "ana@example.com"));
    assertThat(people.withMail("ana@example.com")).hasSize(2);
  }

  @Test
  void a_graph_that_cannot_search_aliases_is_a_failure() {
    try (ScriptedGraph graph = new ScriptedGraph()) {
      graph.then(200, "{\"value\":[]}").thenError(400, "Request_UnsupportedQuery", "not supported");
      var people = new GraphPeople(new Graph(graph.settings()));
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> people.withMail("ana@example.com"));
    }
  }

  @Test
  void an_account_that_does_not_show_whether_it_is_enabled_is_neither() {
    try (ScriptedGraph graph = new ScriptedGraph()) {
      graph.then(200, "{\"id\":\"" + ANA + "\",\"displayName\":\"Ana Lima\"}");
      assertThat(new GraphPeople(new Graph(graph.settings())).account(ANA))
          .map(EntraAccount::status)
          .hasValue(Status.UNKNOWN);
    }
  }

  @Test
  void an_account_shows_whether_it_is_disabled() {
    assertThat(people.account(FRANK)).map(EntraAccount::status).hasValue(Status.DISABLED);
    assertThat(people.account(ANA)).map(EntraAccount::status).hasValue(Status.ENABLED);
    assertThat(people.account(NOBODY)).isEmpty();
  }

  @Test
  void membership_is_queried_for_twenty_groups_at_a_time() {
    Set<String> requested =
        Stream.concat(
                IntStream.range(0, 44).mapToObj("77777777-0000-4000-8000-%012d"::formatted),
                Stream.of(ENGINEERING))
            .collect(Collectors.toSet());
    requested.stream().filter(id -> !id.equals(ENGINEERING)).forEach(this::group);
    assertThat(people.groupsAmong(ANA, requested).in()).containsExactly(ENGINEERING);
    assertThat(sandbox.entra().calls()).hasSize(3);
  }

  @Test
  void the_groups_of_an_account_that_is_not_shown_are_unknown() {
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> people.groupsAmong(NOBODY, Set.of(ENGINEERING)))
        .returns(false, DirectoryFailure::lasting);
    assertThat(people.groupsAmong(ANA, Set.of())).isEqualTo(GroupsOfPerson.NONE);
    assertThat(sandbox.entra().calls())
        .extracting(Call::name)
        .containsExactly(
            "POST /v1.0/users/" + NOBODY + "/checkMemberGroups", "GET /v1.0/users/" + NOBODY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20, 23})
  void groups_that_are_not_there_are_named_and_say_nothing_about_the_others(int groups) {
    Set<String> requested =
        Stream.concat(
                IntStream.range(1, groups).mapToObj("77777777-0000-4000-8000-%012d"::formatted),
                Stream.of(NO_GROUP.id(), ENGINEERING))
            .collect(Collectors.toSet());
    Set<String> missing = new HashSet<>(requested);
    missing.remove(ENGINEERING);
    assertThat(people.groupsAmong(ANA, requested))
        .isEqualTo(new GroupsOfPerson(Set.of(ENGINEERING), missing));
  }

  @Test
  void a_404_about_an_existing_person_and_group_proves_nothing() {
    try (ScriptedGraph graph = new ScriptedGraph()) {
      graph
          .thenError(404, "Request_ResourceNotFound", "Resource does not exist.")
          .then(200, "{\"id\":\"" + ANA + "\"}")
          .then(200, "{\"id\":\"" + ENGINEERING + "\"}");
      var people = new GraphPeople(new Graph(graph.settings()));
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> people.groupsAmong(ANA, Set.of(ENGINEERING)))
          .returns(false, DirectoryFailure::lasting);
    }
  }

  private void group(String id) {
    sandbox.entra().putGroup(Map.of("id", id, "displayName", id));
  }

  @Test
  void somebody_has_a_manager_or_none() {
    assertThat(people.managerOf(ANA)).hasValue(OPS);
    assertThat(people.managerOf(OPS)).isEmpty();
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> people.managerOf(NOBODY))
        .returns(false, DirectoryFailure::lasting);
  }

  @Test
  void every_call_has_an_id_of_its_own() {
    people.account(ANA);
    people.account(ANA);
    people.groupsAmong(ANA, Set.of(ENGINEERING));
    assertThat(sandbox.entra().calls()).extracting(Call::clientRequestId).doesNotHaveDuplicates();
  }
}
