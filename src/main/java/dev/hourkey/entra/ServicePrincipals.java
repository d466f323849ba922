package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.AppRole;
import com.microsoft.graph.models.ServicePrincipal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds applications of the tenant by their client ids. */
final class ServicePrincipals {
  private final Graph graph;

  ServicePrincipals(Graph graph) {
    this.graph = graph;
  }

  /** The object id of an application's service principal, if it has one. */
  Optional<String> id(String doing, String clientId) {
    return found(doing, clientId, "id", "displayName")
        .map(principal -> requireNonNull(principal.getId()));
  }

  /** The values of its enabled app roles; empty if the tenant has no such application. */
  Optional<Set<String>> appRoles(String clientId) {
    return found("read the app roles of " + clientId, clientId, "id", "appRoles")
        .map(
            principal ->
                requireNonNullElse(principal.getAppRoles(), List.<AppRole>of()).stream()
                    .filter(role -> !Boolean.FALSE.equals(role.getIsEnabled()))
                    .flatMap(role -> Stream.ofNullable(role.getValue()))
                    .collect(Collectors.toSet()));
  }

  private Optional<ServicePrincipal> found(String doing, String clientId, String... select) {
    return graph
        .read(
            doing,
            client ->
                requireNonNull(
                        client
                            .servicePrincipals()
                            .get(
                                r -> {
                                  var query = requireNonNull(r.queryParameters);
                                  query.select = select;
                                  query.filter = "appId eq " + Graph.quoted(clientId);
                                }))
                    .getValue())
        .stream()
        .findFirst();
  }
}
