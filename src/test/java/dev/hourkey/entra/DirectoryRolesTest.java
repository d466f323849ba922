package dev.hourkey.entra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.doctor.EntraDiagnostics.Role;
import dev.hourkey.person.DirectoryFailure;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The roles that Hourkey has through groups. */
class DirectoryRolesTest {
  private static final String GROUPS =
      """
      {"value":[
        {"@odata.type":"#microsoft.graph.group","id":"plain","isAssignableToRole":false},
        {"@odata.type":"#microsoft.graph.group","id":"hidden","isAssignableToRole":null}]}
      """;

  private final ScriptedGraph graph = new ScriptedGraph();
  private final DirectoryRoles roles = new DirectoryRoles(new Graph(graph.settings()));

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void a_group_of_which_graph_shows_only_the_id_is_asked_for_its_roles() {
    graph
        .then(200, "{\"value\":[]}")
        .then(200, GROUPS)
        .then(200, "{\"value\":[{\"roleDefinitionId\":\"admin\",\"directoryScopeId\":\"/\"}]}");
    assertThat(roles.of("hourkey")).containsExactly(new Role("admin", "/", Optional.of("hidden")));
    assertThat(graph.queries.getLast()).contains("'hidden'");
    assertThat(graph.calls).as("the plain one is left out").hasSize(3);
  }

  @Test
  void roles_that_cannot_be_read_are_not_taken_for_none() {
    graph
        .then(200, "{\"value\":[]}")
        .then(200, GROUPS)
        .thenError(403, "Authorization_RequestDenied", "no");
    assertThatThrownBy(() -> roles.of("hourkey")).isInstanceOf(DirectoryFailure.class);
  }
}
