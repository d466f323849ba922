package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static dev.hourkey.entra.TestPeople.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.scim.ProvisioningScope.Names;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphProvisioningScopeTest {
  private static final String EVERYONE = "22222222-0000-4000-8000-000000000003";
  private static final String ENGINEERING = "22222222-0000-4000-8000-000000000001";

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraAt config = EntraAt.sandbox(sandbox.uri());
  private final Graph graph = new Graph(config);
  private final GraphProvisioningScope scope =
      new GraphProvisioningScope(graph, new ScimJobs(graph, config));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void the_groups_that_are_assigned_are_known_by_id_and_name() {
    assertThat(scope.assigned().groups())
        .hasSize(5)
        .containsEntry(EVERYONE, "aws-everyone")
        .containsEntry(PROD_READONLY.id(), "aws-prod-readonly");
    assertThat(scope.assigned().unprovisioned()).isEmpty();
    assertThat(scope.assigned().people()).isEmpty();
  }

  @Test
  void a_group_in_the_role_default_access_is_not_provisioned() {
    sandbox.entra().assignInDefaultAccess("aws-prod-readonly");
    assertThat(scope.assigned().groups()).doesNotContainKey(PROD_READONLY.id());
    assertThat(scope.assigned().unprovisioned()).containsExactly(PROD_READONLY.id());
  }

  @Test
  void the_role_default_access_counts_if_the_application_has_no_other_role() {
    for (String name :
        Set.of(
            "aws-everyone",
            "aws-prod-readonly",
            "aws-prod-admin",
            "aws-staging-poweruser",
            "aws-standing-auditors")) {
      sandbox.entra().assignInDefaultAccess(name);
    }
    assertThat(scope.assigned().groups()).hasSize(5);
    assertThat(scope.assigned().unprovisioned()).isEmpty();
  }

  @Test
  void a_group_that_was_taken_out_is_no_longer_assigned() {
    assertThat(scope.assigned().groups()).hasSize(5);
    sandbox.entra().unassign("aws-prod-readonly");
    assertThat(scope.assigned().groups()).hasSize(4).doesNotContainKey(PROD_READONLY.id());
  }

  @Test
  void assignments_can_be_read_without_permission_on_the_job_but_not_without_directory_readers() {
    sandbox.entra().grant("Application.ReadWrite.OwnedBy", false);
    assertThat(scope.assigned().groups()).hasSize(5);
    sandbox.entra().grant("Directory Readers", false);
    assertThatExceptionOfType(DirectoryFailure.class).isThrownBy(scope::assigned);
  }

  @Test
  void the_groups_around_a_group_are_found_direct_or_nested() {
    assertThat(scope.containing(PROD_READONLY, Set.of(EVERYONE, ENGINEERING))).isEmpty();
    sandbox.entra().nest("engineering", "aws-prod-readonly");
    sandbox.entra().nest("aws-everyone", "engineering");
    assertThat(scope.containing(PROD_READONLY, Set.of(EVERYONE))).containsExactly(EVERYONE);
  }

  @Test
  void only_direct_memberships_of_a_person_count() {
    sandbox.entra().nest("aws-standing-auditors", "engineering");
    assertThat(scope.groupsOf(ANA)).containsExactlyInAnyOrder(EVERYONE, ENGINEERING);
  }

  @Test
  void a_missing_name_is_empty() {
    assertThat(scope.namesOf(ANA)).isEqualTo(new Names("Ana", "Lima", "Ana Lima"));
    sandbox.entra().changeUser("ana@example.com", Collections.singletonMap("surname", null));
    assertThat(scope.namesOf(ANA)).isEqualTo(new Names("Ana", "", "Ana Lima"));
  }
}
