package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.Group;
import com.microsoft.graph.models.UnifiedRoleAssignment;
import dev.hourkey.doctor.EntraDiagnostics.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory roles of a service principal: its own, and those of the role-assignable groups that
 * it is in. Such groups can't contain each other. Only Graph's beta lists both kinds of roles
 * together. Application permissions can't come from a group, because Entra puts only the
 * application's own permissions into its tokens. If Hourkey is not allowed to read groups, Graph
 * lists groups without their properties. The roles are therefore read for every group that may have
 * some.
 */
record DirectoryRoles(Graph graph) {
  List<Role> of(String principal) {
    List<Role> roles = new ArrayList<>(roles(principal, Optional.empty()));
    for (Group group : roleGroups(principal)) {
      String id = requireNonNull(group.getId());
      roles.addAll(roles(id, Optional.of(requireNonNullElse(group.getDisplayName(), id))));
    }
    return roles;
  }

  private List<Group> roleGroups(String principal) {
    String doing = "read which groups Hourkey is in";
    var page =
        graph.read(
            doing,
            client -> client.servicePrincipals().byServicePrincipalId(principal).memberOf().get());
    List<Group> all = new ArrayList<>();
    graph.visit(
        doing,
        page,
        (client, next) ->
            client
                .servicePrincipals()
                .byServicePrincipalId(principal)
                .memberOf()
                .withUrl(next)
                .get(),
        one ->
            requireNonNull(one.getValue()).stream()
                .filter(Group.class::isInstance)
                .map(Group.class::cast)
                .filter(group -> !Boolean.FALSE.equals(group.getIsAssignableToRole()))
                .forEach(all::add));
    return all;
  }

  private List<Role> roles(String holder, Optional<String> group) {
    List<UnifiedRoleAssignment> assigned =
        graph.read(
            "read Hourkey's roles",
            client ->
                requireNonNull(
                        client
                            .roleManagement()
                            .directory()
                            .roleAssignments()
                            .get(
                                r ->
                                    requireNonNull(r.queryParameters).filter =
                                        "principalId eq " + Graph.quoted(holder)))
                    .getValue());
    return assigned.stream()
        .map(
            one ->
                new Role(
                    requireNonNullElse(one.getRoleDefinitionId(), ""),
                    requireNonNullElse(one.getDirectoryScopeId(), ""),
                    group))
        .toList();
  }
}
