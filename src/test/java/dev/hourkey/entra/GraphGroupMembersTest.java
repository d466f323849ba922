package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static dev.hourkey.entra.TestPeople.ELI;
import static dev.hourkey.entra.TestPeople.ENGINEERING;
import static dev.hourkey.entra.TestPeople.NOBODY;
import static dev.hourkey.entra.TestPeople.NO_GROUP;
import static dev.hourkey.entra.TestPeople.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.hourkey.grant.EntraGroupMembers.Added;
import dev.hourkey.grant.EntraGroupMembers.Removed;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphGroupMembersTest {
  private static final String MEMBERS = "/v1.0/groups/" + PROD_READONLY.id() + "/members";
  private static final String ADD = "POST *$ref";
  private static final String REMOVE = "DELETE *$ref";

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraAt settings = EntraAt.sandbox(sandbox.uri());
  private final GraphGroupMembers membership = new GraphGroupMembers(new Graph(settings), settings);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void somebody_is_added_and_removed_again() {
    assertThat(membership.contains(PROD_READONLY, ANA)).isFalse();
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.ADDED);
    assertThat(membership.contains(PROD_READONLY, ANA)).isTrue();
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.REMOVED);
    assertThat(membership.contains(PROD_READONLY, ANA)).isFalse();
  }

  @Test
  void a_removal_names_the_reference_and_never_the_account() {
    membership.add(PROD_READONLY, ANA);
    membership.remove(PROD_READONLY, ANA);
    assertThat(sandbox.entra().calls())
        .extracting(Call::name)
        .containsExactly("POST " + MEMBERS + "/$ref", "DELETE " + MEMBERS + "/" + ANA + "/$ref");
    assertThat(new GraphPeople(new Graph(settings)).account(ANA)).isPresent();
  }

  @Test
  void adding_twice_sends_two_full_bodies_and_distinguishes_the_answers() {
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.ADDED);
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.WAS_THERE);
    assertThat(sandbox.entra().calls())
        .allSatisfy(call -> assertThat(call.body()).contains("@odata.id", ANA.value()));
  }

  @Test
  void a_lost_answer_is_a_failure_and_not_a_membership_that_was_there_before() {
    membership.contains(PROD_READONLY, ANA); // So that the add finds an open connection.
    sandbox.entra().loseAnswer(ADD, 1);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(PROD_READONLY, ANA))
        .returns(false, DirectoryFailure::lasting);
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.WAS_THERE);
  }

  @Test
  void a_removal_whose_answer_was_lost_has_happened() {
    membership.add(PROD_READONLY, ANA);
    sandbox.entra().loseAnswer(REMOVE, 1);
    try {
      assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);
    } catch (DirectoryFailure lost) {
      assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);
    }
    assertThat(sandbox.entra().isMember(PROD_READONLY.id(), ANA.value())).isFalse();
  }

  @Test
  void a_missing_person_differs_from_a_missing_group() {
    assertThat(membership.add(PROD_READONLY, NOBODY)).isEqualTo(Added.NO_SUCH_PERSON);
    assertThat(membership.add(NO_GROUP, ANA)).isEqualTo(Added.NO_SUCH_GROUP);
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);
    assertThat(membership.remove(NO_GROUP, ANA)).isEqualTo(Removed.NO_SUCH_GROUP);
    assertThat(membership.contains(NO_GROUP, ANA)).isFalse();
  }

  @Test
  void a_404_for_a_group_and_a_person_that_both_exist_is_a_temporary_failure() {
    sandbox.entra().missGroup(1);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(PROD_READONLY, ANA))
        .returns(false, DirectoryFailure::lasting);
    sandbox.entra().missPerson(1);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(PROD_READONLY, ANA))
        .returns(false, DirectoryFailure::lasting);
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.ADDED);
  }

  @Test
  void a_removal_says_what_is_missing() {
    membership.add(PROD_READONLY, ANA);
    sandbox.entra().setMember(PROD_READONLY.name(), "ana@example.com", false);
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);

    membership.add(PROD_READONLY, ANA);
    membership.add(PROD_READONLY, ELI);
    sandbox.entra().deleteUser(ANA.value());
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.NO_SUCH_PERSON);

    sandbox.entra().deleteGroup(PROD_READONLY.name());
    assertThat(membership.remove(PROD_READONLY, ELI)).isEqualTo(Removed.NO_SUCH_GROUP);
    assertThat(membership.remove(PROD_READONLY, ANA))
        .as("without the group nothing else matters")
        .isEqualTo(Removed.NO_SUCH_GROUP);
  }

  @Test
  void a_404_stays_ambiguous_if_the_check_about_it_fails() {
    sandbox.entra().fail("GET */groups/" + PROD_READONLY.id(), 10, 503);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.remove(PROD_READONLY, ANA))
        .returns(false, DirectoryFailure::lasting);
  }

  @Test
  void a_404_that_graph_did_not_write_says_nothing() {
    try (ScriptedGraph proxy = new ScriptedGraph().then(404, "<html>Not here</html>")) {
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> at(proxy).remove(PROD_READONLY, ANA))
          .returns(false, DirectoryFailure::lasting);
    }
  }

  @Test
  void all_members_are_listed_page_by_page_without_nested_groups() {
    List<String> names =
        IntStream.range(0, 1_001)
            .mapToObj("33333333-0000-4000-8000-00000000%04d"::formatted)
            .toList();
    names.forEach(
        id -> sandbox.entra().putUser(Map.of("id", id, "userPrincipalName", id + "@example.com")));
    sandbox.entra().putGroup(Map.of("id", NO_GROUP.id(), "displayName", "many", "members", names));
    membership.add(NO_GROUP, new PersonId(ENGINEERING)); // It has members of its own.

    assertThat(membership.members(NO_GROUP))
        .hasValueSatisfying(
            members ->
                assertThat(members.values())
                    .extracting(one -> one.id().value(), Person::principalName)
                    .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(id -> tuple(id, id + "@example.com")).toList()));
    assertThat(sandbox.entra().calls())
        .extracting(Call::name)
        .endsWith(
            "GET /v1.0/groups/" + NO_GROUP.id() + "/members",
            "GET /v1.0/groups/" + NO_GROUP.id() + "/members");
  }

  @Test
  void an_empty_group_is_not_a_missing_one() {
    assertThat(membership.members(PROD_READONLY)).hasValue(Map.of());
    assertThat(membership.members(NO_GROUP)).isEmpty();
  }

  @Test
  void an_incomplete_list_of_members_is_not_used() {
    try (ScriptedGraph graph = new ScriptedGraph()) {
      graph
          .then(
              200,
              "{\"@odata.nextLink\":\"%s/v1.0/more\",\"value\":[{\"id\":\"%s\"}]}"
                  .formatted(graph.uri(), ANA))
          .thenError(503, "ServiceUnavailable", "Try again.");
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> at(graph).members(PROD_READONLY));
    }
  }

  @Test
  void a_busy_directory_has_added_nobody() {
    sandbox.entra().throttle(ADD, 1, Duration.ofSeconds(5));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(PROD_READONLY, ANA))
        .satisfies(e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(5)));
    assertThat(sandbox.entra().isMember(PROD_READONLY.id(), ANA.value())).isFalse();
  }

  @Test
  void concurrent_writes_are_a_temporary_failure() {
    sandbox.entra().fail(ADD, 1, 409);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(PROD_READONLY, ANA))
        .returns(false, DirectoryFailure::lasting);
    assertThat(membership.add(PROD_READONLY, ANA)).isEqualTo(Added.ADDED);
  }

  @Test
  void a_group_that_may_not_be_changed_is_a_lasting_failure() {
    sandbox
        .entra()
        .putGroup(Map.of("id", NO_GROUP.id(), "displayName", "ad", "onPremisesSyncEnabled", true));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.add(NO_GROUP, ANA))
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void a_group_that_is_not_replicated_yet_is_a_temporary_failure() {
    try (ScriptedGraph graph =
        new ScriptedGraph()
            .thenError(
                400,
                "Request_BadRequest",
                "The source resource object or one of the objects being referenced do not"
                    + " exist.")) {
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> at(graph).add(PROD_READONLY, ANA))
          .returns(false, DirectoryFailure::lasting);
    }
  }

  @Test
  void a_refused_removal_that_took_effect_counts_as_done() {
    sandbox.entra().deny(REMOVE, 1);
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);

    membership.add(PROD_READONLY, ANA);
    sandbox.entra().deny(REMOVE, 1);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.remove(PROD_READONLY, ANA))
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void a_refused_removal_says_what_is_missing() {
    membership.add(PROD_READONLY, ANA);
    sandbox.entra().deleteUser(ANA.value());
    sandbox.entra().deny(REMOVE, 1);
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.NO_SUCH_PERSON);
    sandbox.entra().deleteGroup(PROD_READONLY.name());
    sandbox.entra().deny(REMOVE, 1);
    assertThat(membership.remove(PROD_READONLY, ELI)).isEqualTo(Removed.NO_SUCH_GROUP);
  }

  @Test
  void nobody_has_to_be_removed_from_a_group_that_can_no_longer_be_changed_and_lacks_them() {
    membership.add(PROD_READONLY, ELI);
    sandbox.entra().changeGroup(PROD_READONLY.name(), Map.of("onPremisesSyncEnabled", true));
    assertThat(membership.remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> membership.remove(PROD_READONLY, ELI))
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void the_older_words_for_not_a_member_are_understood() {
    try (ScriptedGraph graph =
        new ScriptedGraph()
            .thenError(
                400,
                "Request_BadRequest",
                "One or more removed object references do not exist for the following modified"
                    + " properties: 'members'.")) {
      assertThat(at(graph).remove(PROD_READONLY, ANA)).isEqualTo(Removed.WAS_NOT_THERE);
    }
  }

  @Test
  void a_graph_that_ignores_the_filter_is_read_to_the_last_page() {
    try (ScriptedGraph graph = new ScriptedGraph()) {
      String others =
          "{\"@odata.nextLink\":\"%s/v1.0/more\",\"value\":[{\"id\":\"1\"},{\"id\":\"2\"}]}";
      graph
          .then(200, others.formatted(graph.uri()))
          .then(
              200,
              "{\"value\":[{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"%s\"}]}"
                  .formatted(ANA));
      assertThat(at(graph).contains(PROD_READONLY, ANA)).isTrue();
      assertThat(graph.calls).containsExactly("GET " + MEMBERS, "GET /v1.0/more");
    }
  }

  @Test
  void an_answer_without_members_is_not_an_empty_group() {
    try (ScriptedGraph graph = new ScriptedGraph().then(200, "{}")) {
      assertThatThrownBy(() -> at(graph).contains(PROD_READONLY, ANA))
          .isInstanceOf(DirectoryFailure.class);
    }
  }

  private static GraphGroupMembers at(ScriptedGraph graph) {
    return new GraphGroupMembers(new Graph(graph.settings()), graph.settings());
  }
}
