package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ENGINEERING;
import static dev.hourkey.entra.TestPeople.NO_GROUP;
import static dev.hourkey.entra.TestPeople.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GraphDirectoryTest {
  private static final EntraGroup NO_GROUP_OF_OURS =
      new EntraGroup("22222222-0000-4000-8000-000000000002", "sre-leads");
  private static final String NEW = "22222222-0000-4000-8000-000000000099";

  private final Sandbox sandbox = new Sandbox(0);
  private final GraphDirectory directory =
      new GraphDirectory(new Graph(EntraAt.sandbox(sandbox.uri())));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void a_group_is_found_by_its_name_and_by_its_id() {
    var found = new FoundGroup(PROD_READONLY, Optional.empty());
    assertThat(directory.groups("aws-prod-readonly")).containsExactly(found);
    assertThat(directory.groups(PROD_READONLY.id())).containsExactly(found);
    assertThat(directory.groups("nothing")).isEmpty();
  }

  @Test
  void the_groups_in_a_group_are_found_direct_or_nested_and_people_are_not_groups() {
    sandbox.entra().putGroup(Map.of("id", NEW, "displayName", "in-between"));
    sandbox.entra().nest("engineering", "in-between");
    sandbox.entra().nest("in-between", "aws-prod-readonly");
    assertThat(directory.nestedIn(ENGINEERING)).containsExactlyInAnyOrder(NEW, PROD_READONLY.id());
    assertThat(directory.nestedIn(NO_GROUP_OF_OURS.id())).isEmpty();
  }

  @Test
  void the_nested_groups_of_a_deleted_group_are_unknown() {
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> directory.nestedIn(NO_GROUP.id()))
        .returns(false, DirectoryFailure::lasting);
  }

  @Test
  void all_groups_are_listed_a_thousand_with_one_call() {
    for (int i = 0; i < 1_500; i++) {
      String id = "aaaaaaaa-0000-4000-8000-%012d".formatted(i);
      sandbox.entra().putGroup(Map.of("id", id, "displayName", "group-" + i));
    }
    int before = sandbox.entra().calls().size();
    assertThat(directory.all())
        .contains(new FoundGroup(PROD_READONLY, Optional.empty()))
        .hasSizeGreaterThan(1_500);
    assertThat(sandbox.entra().calls().size() - before).isEqualTo(2);
  }

  @Test
  void a_name_that_looks_like_an_id_is_a_name() {
    String name = "aaaaaaaa-0000-4000-8000-000000000001";
    sandbox.entra().putGroup(Map.of("id", NEW, "displayName", name));
    assertThat(directory.groups(name)).extracting(one -> one.group().id()).containsExactly(NEW);
  }

  @Test
  void a_name_that_two_groups_have_finds_both() {
    sandbox.entra().putGroup(Map.of("id", NEW, "displayName", "aws-prod-readonly"));
    assertThat(directory.groups("aws-prod-readonly")).hasSize(2);
  }

  @Test
  void a_name_may_hold_an_apostrophe() {
    sandbox.entra().putGroup(Map.of("id", NEW, "displayName", "Ana's & Bruno's + friends"));
    assertThat(directory.groups("Ana's & Bruno's + friends")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource
  void a_group_that_nobody_can_be_added_to_by_us_says_why(Map<String, Object> kind, String why) {
    Map<String, Object> group = new HashMap<>(kind);
    group.put("id", NEW);
    group.put("displayName", "special");
    sandbox.entra().putGroup(group);
    assertThat(directory.groups("special").getFirst().unusable())
        .hasValueSatisfying(sentence -> assertThat(sentence).startsWith("is ").contains(why));
  }

  static Stream<Arguments> a_group_that_nobody_can_be_added_to_by_us_says_why() {
    return Stream.of(
        arguments(Map.of("groupTypes", List.of("DynamicMembership")), "dynamic"),
        arguments(Map.of("onPremisesSyncEnabled", true), "on premises"),
        arguments(Map.of("securityEnabled", false), "not a security group"),
        arguments(Map.of("mailEnabled", true), "mail-enabled"),
        arguments(Map.of("isAssignableToRole", true), "assignable"));
  }

  @Test
  void a_microsoft_365_group_has_a_mailbox_and_is_usable() {
    sandbox
        .entra()
        .putGroup(
            Map.of(
                "id",
                NEW,
                "displayName",
                "team",
                "mailEnabled",
                true,
                "groupTypes",
                List.of("Unified")));
    assertThat(directory.groups("team").getFirst().unusable()).isEmpty();
  }

  @Test
  void a_property_that_graph_omits_does_not_make_a_group_unusable() {
    try (ScriptedGraph graph =
        new ScriptedGraph().then(200, "{\"value\":[{\"id\":\"1\",\"displayName\":\"x\"}]}")) {
      assertThat(new GraphDirectory(new Graph(graph.settings())).groups("x"))
          .allSatisfy(group -> assertThat(group.unusable()).isEmpty());
    }
  }
}
